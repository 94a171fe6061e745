// Keeps the last signed head of each record that this browser was shown, and raises an alarm when the next one does not
// extend it: then the site has changed, cut off or forked what it had shown before. The proof is RFC 6962's consistency
// proof, checked here; the site's word for it does not count.

const PREFIX = "head:";

const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const same = (a, b) => a.length === b.length && a.every((byte, place) => byte === b[place]);

async function node(left, right) {
  const joined = new Uint8Array(65);
  joined[0] = 1;
  joined.set(left, 1);
  joined.set(right, 33);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", joined));
}

/** Tell whether the tree of `size` with `root` begins with the one of `oldSize` with `oldRoot` (RFC 9162 2.1.4.2). */
async function extendsHead(oldSize, oldRoot, size, root, proof) {
  if (oldSize > size) return false;
  if (oldSize === size) return same(oldRoot, root) && proof.length === 0;
  const path = [...proof];
  let [index, last] = [oldSize - 1, size - 1];
  while (index % 2 === 1) [index, last] = [(index - 1) / 2, Math.floor(last / 2)];
  const start = index ? path.shift() : oldRoot;
  if (!start) return false;
  let [old, now] = [start, start];
  for (const sibling of path) {
    if (last === 0) return false;
    if (index % 2 === 1 || index === last) {
      [old, now] = [await node(sibling, old), await node(sibling, now)];
      while (index % 2 === 0 && index) [index, last] = [index / 2, Math.floor(last / 2)];
    } else now = await node(now, sibling);
    [index, last] = [Math.floor(index / 2), Math.floor(last / 2)];
  }
  return last === 0 && same(old, oldRoot) && same(now, root);
}

function read(checkpoint) {
  const [origin, size, root] = checkpoint.split("\n");
  return { origin, size: Number(size), root: bytesOf(root) };
}

function raiseAlarm(place, kept, shown) {
  place.querySelector("[data-kept]").textContent = kept;
  place.querySelector("[data-shown]").textContent = shown;
  place.hidden = false;
}

async function watch(place) {
  const key = PREFIX + place.dataset.log;
  const kept = localStorage.getItem(key);
  const from = kept ? read(kept).size : 0;
  const answer = await fetch(`${place.dataset.url}?from=${from}`, { headers: { accept: "application/json" } });
  if (!answer.ok) return;
  const { checkpoint, proof } = await answer.json();
  const shown = read(checkpoint);
  if (kept) {
    const before = read(kept);
    const holds =
      before.origin === shown.origin &&
      proof !== null &&
      (await extendsHead(before.size, before.root, shown.size, shown.root, proof.map(bytesOf)));
    // The head that was kept stays: it is the evidence.
    if (!holds) {
      raiseAlarm(place, kept, checkpoint);
      return;
    }
  }
  localStorage.setItem(key, checkpoint);
  document.documentElement.dataset.headKept = String(shown.size);
}

// Without a secure context there is no SHA-256 here, and without storage nothing to compare with.
if (globalThis.crypto?.subtle) for (const place of document.querySelectorAll("[data-head-watch]")) watch(place).catch(() => {});
