// Keeps what is typed into forms with data-keep="name" in this browser until the form was sent and answered.

const PREFIX = "draft:";
const SENT = "draft-sent";
const KEPT = "textarea, input[type=text], input:not([type]), input[type=url], input[type=number]";

function keyOf(form) {
  return PREFIX + form.dataset.keep;
}

function fieldsOf(form) {
  return [...form.querySelectorAll(KEPT)].filter((field) => field.name && field.autocomplete !== "off");
}

function keep(form) {
  const typed = Object.fromEntries(fieldsOf(form).filter((field) => field.value).map((field) => [field.name, field.value]));
  if (Object.keys(typed).length) localStorage.setItem(keyOf(form), JSON.stringify(typed));
  else localStorage.removeItem(keyOf(form));
}

function restore(form) {
  let typed;
  try {
    typed = JSON.parse(localStorage.getItem(keyOf(form)) ?? "{}");
  } catch {
    typed = {};
  }
  for (const field of fieldsOf(form)) {
    if (!field.value && typed[field.name]) field.value = typed[field.name];
  }
}

function restoreIn(root) {
  if (root.matches?.("form[data-keep]")) restore(root);
  for (const form of root.querySelectorAll?.("form[data-keep]") ?? []) restore(form);
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.dataset.keep) keep(form);
});

document.addEventListener("htmx:afterRequest", (event) => {
  // The answer may have replaced the form: htmx then reports the event from where it stood, and the form by its request.
  const form = event.detail.requestConfig.elt.closest("form[data-keep]");
  if (form && event.detail.successful) localStorage.removeItem(keyOf(form));
});

// A plain form leaves the page. What it sent was taken if the answer led on to another page: errors and refusals are
// shown where they arise, and whoever had to sign in first comes back to what they typed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.keep && !event.defaultPrevented) sessionStorage.setItem(SENT, keyOf(form));
});

function forgetTaken() {
  const sent = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  const [arrival] = performance.getEntriesByType("navigation");
  const taken = arrival?.type === "navigate" && arrival.redirectCount > 0 && !location.pathname.startsWith("/accounts/");
  if (sent && taken) localStorage.removeItem(sent);
}

forgetTaken();
document.addEventListener("htmx:load", (event) => restoreIn(event.detail.elt));
restoreIn(document);
