// One stream of events for the page. Each element with data-live="ticket" hears of the ticket's topic as the htmx
// trigger "live". The events carry no content: the page asks the site, with its own session, for what is new.

let stream = null;
let topics = "";
let interrupted = false;

function listeners(topic) {
  return document.querySelectorAll(`[data-live="${CSS.escape(topic)}"]`);
}

// Topics that were told of while their element was still asking: it is replaced by the answer, and a question that
// waits on it would go with it. So the new one is told again.
const late = new Set();

function tell(element) {
  if (element.classList.contains("htmx-request")) late.add(element.dataset.live);
  else element.dispatchEvent(new CustomEvent("live"));
}

function tellLate() {
  const missed = [...late];
  late.clear();
  for (const topic of missed) listeners(topic).forEach(tell);
}

function connect() {
  const wanted = [...new Set([...document.querySelectorAll("[data-live]")].map((one) => one.dataset.live))].filter(Boolean).sort();
  if (wanted.join() === topics) return;
  topics = wanted.join();
  stream?.close();
  if (!wanted.length) return;
  const url = new URL("/events", document.body.dataset.liveUrl);
  for (const topic of wanted) url.searchParams.append("topic", topic);
  stream = new EventSource(url);
  for (const topic of wanted) {
    stream.addEventListener(topic, () => listeners(topic).forEach(tell));
  }
  stream.addEventListener("error", () => {
    interrupted = true;
  });
  stream.addEventListener("open", () => {
    // What happened while we were away is fetched once.
    if (interrupted) document.querySelectorAll("[data-live]").forEach(tell);
    interrupted = false;
  });
}

document.addEventListener("htmx:load", connect);
document.addEventListener("htmx:afterSettle", tellLate);
window.addEventListener("pagehide", () => stream?.close());
connect();
