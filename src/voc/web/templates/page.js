(() => {
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

  // One floating note for what a cell has to say: on hover, on focus, gone with Escape.
  const tip = make("div");
  tip.id = "tip"; tip.hidden = true; tip.setAttribute("aria-hidden", "true");
  let told = null;
  const hide = () => { tip.hidden = true; told = null; };
  const show = (target) => {
    told = target; tip.textContent = target.dataset.tip; tip.hidden = false;
    const box = target.getBoundingClientRect(), own = tip.getBoundingClientRect();
    tip.style.left = Math.max(8, Math.min(box.left, innerWidth - own.width - 8)) + "px";
    tip.style.top = (box.top - own.height - 8 > 0 ? box.top - own.height - 8 : box.bottom + 8) + "px";
  };
  const say = (element, text) => { element.dataset.tip = text; element.removeAttribute("title"); };

  const table = $("map"), data = $("data") && JSON.parse($("data").textContent);
  if (table && data) map();
  function map() {
    document.body.append(tip);
    for (const e of table.querySelectorAll("[title]")) say(e, e.title);
    for (const [on, off] of [["mouseover", "mouseout"], ["focusin", "focusout"]]) {
      table.addEventListener(on, (e) => { const t = e.target.closest("[data-tip]"); if (t) show(t); });
      table.addEventListener(off, hide);
    }
    addEventListener("keydown", (e) => { if (e.key === "Escape") hide(); });
    addEventListener("scroll", () => { if (told && told === document.activeElement) show(told); else hide(); }, { passive: true, capture: true });

    const width = data.stages.length, rows = [...table.tBodies[0].rows];
    const step = (v, top) => Math.min(Math.floor(v / top * data.steps + 1e-9), data.steps - 1);
    const name = (i) => data.stages[i % width][1] + " × " + data.touchpoints[Math.floor(i / width)][1];
    const place = (i) => data.stages[i % width][0] + "--" + data.touchpoints[Math.floor(i / width)][0];
    const encode = (s) => s.replace(/[^A-Za-z0-9_.-]|^\./gu, (c) => "~" + c.codePointAt(0).toString(16));
    const path = (i) => "cells/" + place(i).split("--").map(encode).join("--") + ".html";
    const selected = () => ({ p: $("choose-period").value, g: $("choose-segment")?.value || "" });
    const link = (i) => { const { p, g } = selected(); return path(i) + "#" + new URLSearchParams(g ? { p, g } : { p }); };
    const sentence = (c) => fill(data.say.tip, {
      cell: name(c[0]), friction: number(c[4], 2), low: number(c[5], 2), high: number(c[6], 2), share: percent(c[7], 1), n: number(c[1]), authors: number(c[3]),
    }) + (c[8] > 0 ? data.say.tip_worse : c[8] < 0 ? data.say.tip_better : "");

    const draw = (td, i, c) => {
      td.replaceChildren(); td.removeAttribute("data-tip");
      if (!c) {
        td.className = "c sil"; say(td, fill(data.say.tip_silent, { cell: name(i) }));
        const dot = make("span", "·"); dot.setAttribute("aria-hidden", "true");
        td.append(dot, make("span", data.say.silent, "sr"));
        return;
      }
      const a = make("a"); a.href = link(i); td.append(a);
      const text = c.length === 1 ? fill(data.say.tip_suppressed, { cell: name(i), least: data.least }) : sentence(c);
      say(a, text); a.setAttribute("aria-label", text);
      if (c.length === 1) { td.className = "c sup"; a.append(make("b", "< " + data.least)); return; }
      td.className = `c f${step(c[4], data.tops.friction)} s${step(c[7], data.tops.share)}`;
      const small = make("small");
      if (c[8]) small.append(make("i", c[8] > 0 ? "▲" : "▼"), " ");
      small.append("n " + number(c[1]));
      a.append(make("b", number(c[4], 2), "vf"), make("b", percent(c[7], 1), "vs"), small);
    };
    const sum = (td, cells) => {
      const known = cells.filter((c) => c.length > 1);
      td.replaceChildren();
      if (known.length) td.append(make("b", percent(known.reduce((s, c) => s + c[7], 0))), make("small", number(known.reduce((s, c) => s + c[2], 0))));
    };
    const list = (id, entries, phrase) => {
      const names = entries.filter((e) => e[2]).map((e) => e[1]);
      $(id).hidden = !names.length; $(id).textContent = fill(phrase, { names: names.join(", ") });
    };
    const collapse = (cells) => {
      const on = $("hide-silent").checked && cells.length;
      const full = (test) => cells.some((c) => test(c[0]));
      const quietRow = data.touchpoints.map((_, r) => !full((i) => Math.floor(i / width) === r));
      const quietColumn = data.stages.map((_, k) => !full((i) => i % width === k));
      rows.forEach((row, r) => { row.hidden = !!on && quietRow[r]; });
      for (const row of [table.tHead.rows[1], ...rows, table.tFoot.rows[0]]) quietColumn.forEach((q, k) => { row.cells[k + 1].hidden = !!on && q; });
      let k = 0;
      for (const th of table.tHead.rows[0].querySelectorAll("th")) {
        const all = +th.dataset.all, shown = quietColumn.slice(k, k + all).filter((q) => !on || !q).length;
        th.hidden = !shown; th.colSpan = shown || 1; k += all;
      }
      table.tHead.rows[0].cells[table.tHead.rows[0].cells.length - 1].colSpan = on && quietColumn[width - 1] ? 1 : 2;
      list("silent-touchpoints", data.touchpoints.filter((_, r) => quietRow[r]), data.say.silent_touchpoints);
      list("silent-stages", data.stages.filter((_, c) => quietColumn[c]), data.say.silent_stages);
    };
    const rank = (cells) => {
      const body = $("top-cells").tBodies[0];
      const best = cells.filter((c) => c.length > 1 && data.stages[c[0] % width][2] && data.touchpoints[Math.floor(c[0] / width)][2]);
      best.sort((a, b) => b[7] - a[7] || (place(a[0]) < place(b[0]) ? -1 : 1));
      body.replaceChildren(...best.slice(0, 10).map((c, i) => {
        const row = make("tr"), th = make("th"), a = make("a", name(c[0])), share = make("td", "", "num"), bars = make("td", "", "bars");
        th.scope = "row"; a.href = link(c[0]); th.append(a); share.append(make("b", percent(c[7], 1)));
        const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
        for (const [k, v] of Object.entries({ class: "bar", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true" })) svg.setAttribute(k, v);
        rect.setAttribute("width", (100 * c[7] / (best[0][7] || 1)).toFixed(1)); rect.setAttribute("height", "10");
        svg.append(rect); bars.append(svg);
        row.append(make("td", String(i + 1), "num quiet"), th, share, bars, make("td", number(c[4], 2), "num"),
          make("td", number(c[5], 2) + " – " + number(c[6], 2), "num quiet"), make("td", number(c[1]), "num"));
        return row;
      }));
    };
    const redraw = () => {
      const { p, g } = selected(), [segment, ...value] = g.split("=");
      const slice = data.slices.find((s) => s.p === p && (g ? s.g === segment && s.v === value.join("=") : s.g === "all"));
      const cells = slice ? slice.c : [], at = new Map(cells.map((c) => [c[0], c]));
      hide();
      rows.forEach((row, r) => {
        for (let k = 0; k < width; k++) draw(row.cells[k + 1], r * width + k, at.get(r * width + k));
        sum(row.cells[width + 1], cells.filter((c) => Math.floor(c[0] / width) === r));
      });
      const foot = table.tFoot.rows[0];
      for (let k = 0; k < width; k++) sum(foot.cells[k + 1], cells.filter((c) => c[0] % width === k));
      sum(foot.cells[width + 1], cells);
      collapse(cells); rank(cells);
      const chosen = $("choose-period").selectedOptions[0].textContent + (g ? ", " + $("choose-segment").selectedOptions[0].textContent : "");
      $("map-period").textContent = $("top-period").textContent = chosen;
      $("map-said").textContent = slice ? "" : data.say.no_segment_data;
      roving();
    };
    const remember = () => {
      const { p, g } = selected(), kept = new URLSearchParams();
      if (p !== data.start) kept.set("p", p);
      if (g) kept.set("g", g);
      if ($("by-share").checked) kept.set("m", "share");
      history.replaceState(null, "", "#" + kept);
    };

    // The grid pattern: one cell in the tab order, arrows move, Enter follows the link.
    const grid = () => rows.filter((r) => !r.hidden).map((r) => [...r.cells].filter((td) => td.classList.contains("c") && !td.hidden));
    const target = (td) => (td.firstElementChild?.tagName === "A" ? td.firstElementChild : td);
    const roving = () => {
      const all = grid().flat().map(target);
      for (const td of table.querySelectorAll("td.c")) td.removeAttribute("tabindex");
      for (const e of all) e.tabIndex = -1;
      const first = all.find((e) => e.tagName === "A") ?? all[0];
      if (first) first.tabIndex = 0;
    };
    table.setAttribute("role", "grid");
    table.addEventListener("focusin", (e) => {
      const here = e.target.closest("td.c");
      if (!here) return;
      for (const old of table.querySelectorAll("[tabindex='0']")) old.tabIndex = -1;
      target(here).tabIndex = 0;
    });
    table.addEventListener("keydown", (e) => {
      const here = e.target.closest("td.c"), lines = grid(), y = lines.findIndex((l) => l.includes(here));
      if (y < 0 || e.altKey || e.metaKey) return;
      const x = lines[y].indexOf(here), ends = e.ctrlKey;
      const to = {
        ArrowLeft: [y, x - 1], ArrowRight: [y, x + 1], ArrowUp: [y - 1, x], ArrowDown: [y + 1, x],
        Home: [ends ? 0 : y, 0], End: [ends ? lines.length - 1 : y, lines[y].length - 1],
      }[e.key];
      if (!to) return;
      e.preventDefault();
      const next = lines[to[0]]?.[to[1]];
      if (!next) return;
      target(next).focus({ preventScroll: true }); next.scrollIntoView({ block: "nearest", inline: "nearest" });
      show(target(next));
    });
    const known = hash();
    const choose = (id, value) => { if ($(id) && value && [...$(id).options].some((o) => o.value === value)) $(id).value = value; };
    choose("choose-period", known.get("p")); choose("choose-segment", known.get("g"));
    if (known.get("m") === "share") $("by-share").checked = true;
    $("choices").addEventListener("change", (e) => { if (e.target.id === "hide-silent" || e.target.name !== "m") redraw(); remember(); });
    $("choices").addEventListener("submit", (e) => e.preventDefault());
    if (known.get("p") || known.get("g")) redraw(); else roving();
  }

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
})();
