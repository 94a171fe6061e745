// Sends chosen files at once, in pieces that can be taken up again where the connection broke. Without this script the
// same field sends them with the form.

const PIECE = 1024 * 1024;
const TRIES = 5;

const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
const wait = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

async function ask(url, options) {
  const response = await fetch(url, { ...options, headers: { "X-CSRFToken": token() } });
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.says), { refused: response.status < 500 });
  return answer;
}

async function send(file, base, progress) {
  const form = new FormData();
  form.append("name", file.name);
  form.append("size", file.size);
  let state = await ask(base, { method: "POST", body: form });
  const address = `${base}${state.id}/`;
  for (let failures = 0; !state.file; ) {
    try {
      const piece = file.slice(state.received, state.received + PIECE);
      state = await ask(`${address}?offset=${state.received}`, { method: "PUT", body: piece });
      progress.value = state.received;
      failures = 0;
    } catch (error) {
      failures += 1;
      if (error.refused || failures > TRIES) throw error;
      await wait(500 * 2 ** failures);
      state = await ask(address, { method: "GET" }).catch(() => state);
    }
  }
  return state.file;
}

function chip(name) {
  const shown = document.createElement("span");
  shown.className = "file-chip";
  const label = document.createElement("span");
  label.className = "file-name";
  label.textContent = name;
  shown.append(label);
  return shown;
}

async function add(file, holder) {
  const shown = chip(file.name);
  const progress = Object.assign(document.createElement("progress"), { max: file.size, value: 0, className: "meter" });
  shown.append(progress);
  holder.querySelector("[data-chosen]").append(shown);
  try {
    const kept = await send(file, holder.dataset.uploads, progress);
    const field = Object.assign(document.createElement("input"), { type: "hidden", name: "attachments", value: kept.id });
    progress.replaceWith(field);
  } catch (error) {
    shown.classList.add("refused");
    progress.replaceWith(document.createTextNode(` ${error.message}`));
  }
}

document.addEventListener("change", async (event) => {
  const field = event.target;
  const holder = field.closest?.("[data-uploads]");
  if (!holder || field.type !== "file") return;
  const files = [...field.files];
  field.value = "";
  const button = field.form.querySelector("button:not([type=button])");
  button.disabled = true;
  for (const file of files) await add(file, holder);
  button.disabled = false;
});
