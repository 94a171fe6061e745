"use strict";
// The page around the verifier: files in, sentences out. Whatever comes from the dossier is set as text, never as HTML.

(() => {
  const form = document.querySelector("form");
  const report = document.querySelector("output");
  const choice = document.querySelector("select");
  const wanted = (navigator.language || "en").slice(0, 2);
  let shown = null;

  function element(name, text, className) {
    const made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function translate() {
    const language = choice.value;
    document.documentElement.lang = FORMAT.PAGE[language].html_lang;
    for (const place of document.querySelectorAll("[data-word]")) place.textContent = FORMAT.PAGE[language][place.dataset.word];
    document.title = FORMAT.PAGE[language].title;
    if (shown) show();
  }

  function show() {
    const language = choice.value;
    const words = FORMAT.WORDS[language];
    const verdict = element("p", words[`exit${shown.exit_code}`], `verdict exit${shown.exit_code}`);
    const about = element("p", `${words.log} ${shown.log || "?"}, ${shown.size ?? "?"} ${words.events}`);
    const list = element("dl");
    for (const { property, outcome, findings } of shown.verdicts) {
      if (outcome === "unchecked") continue;
      const term = element("dt", words[property]);
      term.prepend(element("span", words[outcome], outcome), " ");
      list.append(term, ...findings.map((finding) => element("dd", sentenceOf(finding, language))));
    }
    report.replaceChildren(verdict, about, list);
    if (shown.fingerprints.length) {
      report.append(element("p", words.compare), ...shown.fingerprints.map((print) => element("code", print)));
    }
    if (shown.exit_code < 50) {
      const limits = element("ul");
      limits.append(...FORMAT.NOT_PROVED.map((said) => element("li", said[FORMAT.LANGUAGES.indexOf(language)])));
      report.append(element("h2", words.not_proved), limits);
    }
  }

  async function check(event) {
    event.preventDefault();
    const words = FORMAT.PAGE[choice.value];
    const [dossier] = form.elements.dossier.files;
    if (!dossier) return;
    report.replaceChildren(element("p", words.working));
    const heads = [];
    for (const file of form.elements.heads.files) {
      const bytes = new Uint8Array(await file.slice(0, LIMITS.SMALL).arrayBuffer());
      heads.push({ label: file.name, bytes });
    }
    const given = (name) => [form.elements[name].value.trim()].filter(Boolean);
    try {
      shown = await verifyDossier(dossier, { heads, keys: given("key"), roots: given("root") });
      show();
    } catch {
      report.replaceChildren(element("p", words.no_key));
    }
  }

  choice.value = wanted in FORMAT.PAGE ? wanted : "en";
  choice.addEventListener("change", translate);
  form.addEventListener("submit", check);
  translate();
})();
