// Keeps what is typed into forms with data-keep="name" in this browser until the form was sent and answered.

const PREFIX = "draft:";
const SENT = "draft-sent";
const KEPT = "textarea, input[type=text], input:not([type]), input[type=url], input[type=number], input[type=date]";
const CHOSEN = "select:not([multiple]), input[type=radio]:checked";

function keyOf(form) {
  return PREFIX + form.dataset.keep;
}

function fieldsOf(form) {
  return [...form.querySelectorAll(KEPT)].filter((field) => field.name);
}

function keep(form) {
  const written = fieldsOf(form).filter((field) => field.value);
  const chosen = written.length ? [...form.querySelectorAll(CHOSEN)].filter((field) => field.name) : [];
  const typed = Object.fromEntries([...written, ...chosen].map((field) => [field.name, field.value]));
  if (written.length) localStorage.setItem(keyOf(form), JSON.stringify(typed));
  else localStorage.removeItem(keyOf(form));
}

/** Choose again what was chosen, as a person does: other parts of the page listen to it. */
function choose(form, typed) {
  for (const field of form.querySelectorAll("select:not([multiple]), input[type=radio]")) {
    const value = typed[field.name];
    const isRadio = field.type === "radio";
    if (value === undefined || (isRadio ? field.checked || field.value !== value : field.value === value)) continue;
    if (isRadio) field.checked = true;
    else field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

function restore(form) {
  let typed;
  try {
    typed = JSON.parse(localStorage.getItem(keyOf(form)) ?? "{}");
  } catch {
    typed = {};
  }
  const fields = fieldsOf(form);
  // Choices always have a value: only in a form that nobody has filled in do they come from the draft.
  if (fields.every((field) => !field.value || field.value === typed[field.name])) choose(form, typed);
  for (const field of fields) {
    if (field.value || !typed[field.name]) continue;
    field.value = typed[field.name];
    field.closest("details")?.setAttribute("open", "");
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
