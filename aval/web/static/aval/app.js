// What pages do beyond plain HTML. Everything here is a comfort: without it, forms and links work all the same.

import "./drafts.js";
import "./live.js";
import "./signing.js";

const toasts = document.getElementById("toasts");

function show(templateId, near) {
  const slot = near?.closest("form")?.querySelector("[data-refusal]") ?? toasts;
  slot.replaceChildren(document.getElementById(templateId).content.cloneNode(true));
  if (slot === toasts) setTimeout(() => slot.replaceChildren(), 15000);
  else slot.firstElementChild.scrollIntoView({ block: "nearest" });
}

document.addEventListener("htmx:sendError", (event) => show("lost", event.detail.elt));
document.addEventListener("htmx:timeout", (event) => show("lost", event.detail.elt));
document.addEventListener("htmx:responseError", (event) => show("failed", event.detail.elt));

// A refusal goes where the form keeps room for it, whatever the form's own target is.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event;
  if (!detail.xhr.getResponseHeader("Aval-Refusal")) return;
  detail.shouldSwap = true;
  detail.isError = false;
  detail.swapOverride = "innerHTML";
  detail.target = detail.elt.closest("form")?.querySelector("[data-refusal]") ?? toasts;
});

document.addEventListener("htmx:afterSwap", (event) => {
  event.detail.target.querySelector?.("[role=alert][tabindex]")?.focus();
});

// A form that came back leads to the first thing to mend, which on a phone is often out of sight.
document.querySelector("main [aria-invalid=true]")?.focus();

// A form that stays on the page after it was answered is a new form from then on.
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest?.("form");
  const mark = form?.querySelector("input[name=once]");
  if (mark && event.detail.successful) mark.value = crypto.randomUUID();
});

// Questions before weighty buttons: a real dialog, then the same submission.
document.addEventListener(
  "submit",
  (event) => {
    const asker = event.submitter?.dataset.confirm ? event.submitter : event.target;
    const question = asker.dataset.confirm;
    if (!question || asker.dataset.confirmed) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const dialog = document.getElementById("confirm").content.firstElementChild.cloneNode(true);
    dialog.querySelector("[data-question]").textContent = question;
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (dialog.returnValue !== "yes") return;
      asker.dataset.confirmed = "1";
      event.target.requestSubmit(event.submitter);
      delete asker.dataset.confirmed;
    });
    dialog.showModal();
  },
  true,
);

// Sending twice by two clicks: the second is dropped here, and would count once on the server anyway.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[hx-post], [method=dialog]") || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) document.getElementById(opener.dataset.open)?.showModal();
  if (event.target.closest("[data-close]")) event.target.closest("dialog")?.close();
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A choice that shows what belongs to it: data-shows="id" around the choices; inside #id, parts with data-for="value".
function showFor(choice) {
  const holder = choice.closest("[data-shows]");
  if (!holder) return;
  for (const part of document.querySelectorAll(`#${CSS.escape(holder.dataset.shows)} [data-for]`)) {
    part.hidden = !part.dataset.for.split(" ").includes(choice.value);
  }
}
document.addEventListener("change", (event) => showFor(event.target));
for (const choice of document.querySelectorAll("[data-shows] :checked")) showFor(choice);

// The sign-up form learns the reader's time zone, so that deadlines are shown in it from the first page on.
for (const field of document.querySelectorAll("input[data-time-zone]")) {
  field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}

// allauth's passkey script reports what went wrong as an event; people get a sentence instead of nothing.
document.addEventListener("allauth.error", (event) => {
  // Said no, or let the time run out: nothing that anybody has to mend.
  if (event.detail.exception?.name === "NotAllowedError") event.preventDefault();
  const trouble = document.querySelector("[data-passkey-trouble]");
  if (trouble) trouble.hidden = false;
});
