// Has acts of weight signed by the person's passkey. A form with data-sign asks the site what is to be signed, shows the
// words, and goes off with the assertion. Until then nothing was sent: whoever puts the passkey away still has the form.

const FIELD = "assertion";

const bytesOf = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const textOf = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

/** Let a passkey sign; the answer is WebAuthn's JSON, made by hand for browsers that can't yet. */
async function sign(options) {
  const publicKey = {
    ...options,
    challenge: bytesOf(options.challenge),
    allowCredentials: options.allowCredentials.map((one) => ({ ...one, id: bytesOf(one.id) })),
  };
  const { rawId, response, type } = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature } = response;
  const pieces = Object.entries({ clientDataJSON, authenticatorData, signature });
  return {
    id: textOf(rawId),
    rawId: textOf(rawId),
    type,
    clientExtensionResults: {},
    response: Object.fromEntries(pieces.map(([name, value]) => [name, textOf(value)])),
  };
}

function send(form, submitter, assertion) {
  form.querySelector(`input[name=${FIELD}]`)?.remove();
  if (assertion) {
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: FIELD, value: JSON.stringify(assertion) });
    form.append(field);
  }
  form.dataset.signing = "done";
  form.requestSubmit(submitter);
}

function show(form, submitter, { statement, token, options, required }) {
  const dialog = document.getElementById("signing").content.firstElementChild.cloneNode(true);
  const [button, without] = [dialog.querySelector("[data-passkey]"), dialog.querySelector("[data-without]")];
  const trouble = dialog.querySelector("[data-trouble]");
  dialog.querySelector("[data-statement]").textContent = statement;
  without.hidden = required;
  button.addEventListener("click", async () => {
    button.disabled = true;
    trouble.hidden = true;
    try {
      const credential = await sign(options);
      dialog.close("signed");
      send(form, submitter, { token, credential });
    } catch {
      trouble.hidden = false;
      button.disabled = false;
      button.focus();
    }
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (dialog.returnValue === "signed") return;
    delete form.dataset.signing;
    if (dialog.returnValue === "without") send(form, submitter, null);
  });
  document.body.append(dialog);
  dialog.showModal();
}

async function ask(form, submitter, url) {
  form.dataset.signing = "asking";
  let answer;
  try {
    answer = await fetch(url, { method: "POST", body: new FormData(form), headers: { accept: "application/json" } });
  } catch {
    delete form.dataset.signing;
    const slot = form.querySelector("[data-refusal]");
    slot?.replaceChildren(document.getElementById("lost").content.cloneNode(true));
    return;
  }
  // Whatever the site has to say against it, it says to the form itself.
  if (answer.ok && answer.headers.get("content-type")?.startsWith("application/json")) {
    show(form, submitter, await answer.json());
  } else send(form, submitter, null);
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    const place = form.querySelector("[data-sign]");
    if (!place || !window.PublicKeyCredential || form.dataset.signing === "done") return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!form.dataset.signing) ask(form, event.submitter, place.dataset.sign);
  },
  true,
);

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-signing]")) {
    delete form.dataset.signing;
    form.querySelector(`input[name=${FIELD}]`)?.remove();
  }
});
