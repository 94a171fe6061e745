// Keeps what is typed into forms with data-keep="name" in this browser until the form was sent and answered.

const PREFIX = "draft:";
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

// A plain form leads to another page once it was accepted; coming back to its own means that it may not have arrived.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.dataset.keep || form.matches("[hx-post]") || event.defaultPrevented) return;
  sessionStorage.setItem("sent", JSON.stringify({ key: keyOf(form), from: location.pathname }));
});

const sent = JSON.parse(sessionStorage.getItem("sent") ?? "null");
sessionStorage.removeItem("sent");
if (sent && sent.from !== location.pathname) localStorage.removeItem(sent.key);

document.addEventListener("htmx:load", (event) => restoreIn(event.detail.elt));
restoreIn(document);
