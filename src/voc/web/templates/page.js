// Of every page: numbers as the page writes them, comments that can be filtered, tables that can be sorted.
const voc = (() => {
  "use strict";
  const $ = (id) => document.getElementById(id);
  const make = (tag, text, kind) => Object.assign(document.createElement(tag), { textContent: text ?? "", className: kind ?? "" });
  const hash = () => new URLSearchParams(location.hash.slice(1));
  document.documentElement.classList.add("js");
  $("other")?.addEventListener("click", (e) => { e.currentTarget.hash = location.hash; });

  // Numbers as the rest of the page writes them.
  const french = document.documentElement.lang === "fr";
  const narrow = "\u202f";
  const number = (v, digits = 0) => {
    if (v === null || v === undefined) return "–";
    const [whole, rest] = Math.abs(v).toFixed(digits).split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, french ? narrow : ",");
    return (v < 0 ? "−" : "") + grouped + (rest ? (french ? "," : ".") + rest : "");
  };
  const percent = (v, digits = 0) => {
    if (v === null || v === undefined) return "–";
    const least = 10 ** -digits, unit = french ? narrow + "%" : "%";
    if (v > 0 && v * 100 < least / 2) return "<" + (french ? narrow : "") + number(least, digits) + unit;
    return number(v * 100, digits) + unit;
  };
  const fill = (phrase, values) => phrase.replace(/\{(\w+)\}/g, (all, key) => values[key] ?? all);

  const filters = $("filters");
  if (filters) comments();
  function comments() {
    const items = [...$("verbatims").children], field = (n) => filters.elements[n];
    const marked = items.some((li) => li.dataset.g);
    let segment = "";
    const apply = () => {
      const value = (n) => field(n)?.value || "", [, start, end] = value("p").split(":");
      let shown = 0;
      for (const li of items) {
        const d = li.dataset;
        const fits = (!value("s") || d.s === value("s")) && (!value("t") || d.t === value("t")) && (!value("src") || d.src === value("src"))
          && (!value("c") || d.c === value("c")) && (!start || (d.d && d.d >= start && d.d <= end)) && (!segment || !marked || (d.g || "").includes("|" + segment.replaceAll("|", " ") + "|"));
        li.hidden = !fits; shown += fits;
      }
      $("shown").textContent = fill($("shown").dataset.text, { shown: number(shown), all: number(items.length) }) + (segment && marked ? " · " + segment.replace("=", " : ") : "");
    };
    const fromHash = () => {
      const known = hash();
      if (!["p", "t", "s", "g"].some((k) => known.has(k))) return;
      segment = known.get("g") || "";
      for (const k of ["p", "t", "s"]) {
        const select = field(k);
        if (select && known.has(k)) select.value = [...select.options].some((o) => o.value === known.get(k)) ? known.get(k) : "";
      }
      apply();
      if (known.has("t")) $("comments").scrollIntoView();
    };
    filters.addEventListener("change", apply);
    filters.addEventListener("submit", (e) => e.preventDefault());
    filters.addEventListener("reset", () => { segment = ""; setTimeout(apply); });
    addEventListener("hashchange", () => { fromHash(); if (hash().has("p")) $("comments").scrollIntoView(); });
    fromHash();
  }

  for (const sorted of document.querySelectorAll("table.sortable")) {
    const status = make("p", "", "sr"); status.setAttribute("role", "status"); sorted.after(status);
    for (const th of sorted.querySelectorAll("th[data-sort]")) {
      const button = make("button", th.textContent); button.type = "button"; th.replaceChildren(button);
      button.addEventListener("click", () => {
        const up = th.getAttribute("aria-sort") ? th.getAttribute("aria-sort") === "descending" : th.dataset.sort === "text";
        for (const other of sorted.querySelectorAll("th[aria-sort]")) other.removeAttribute("aria-sort");
        th.setAttribute("aria-sort", up ? "ascending" : "descending");
        const key = (row) => row.cells[th.cellIndex].dataset.v ?? row.cells[th.cellIndex].textContent.trim();
        const compare = th.dataset.sort === "number" ? (a, b) => key(a) - key(b) : (a, b) => key(a).localeCompare(key(b), document.documentElement.lang);
        sorted.tBodies[0].append(...[...sorted.tBodies[0].rows].sort((a, b) => (up ? 1 : -1) * compare(a, b)));
        status.textContent = fill(sorted.dataset.sorted, { column: button.textContent });
      });
    }
  }
  return { $, make, hash, number, percent, fill };
})();
