// Of the first page: the map redrawn for another period or other customers, and the keyboard in it.
(() => {
  "use strict";
  const { $, make, hash, number, percent, fill } = voc;

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
    }) + (c[8] > 0 ? data.say.tip_worse : c[8] < 0 ? data.say.tip_better : "") + (c[9] ? fill(data.say.tip_change, { points: c[9] }) : "");

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
    // The band of phases over the stages: its figures are published, not added up.
    const band = (slice) => {
      for (const th of table.tHead.rows[0].querySelectorAll("th")) {
        const a = th.querySelector("a"), c = slice?.h?.[th.dataset.phase], phase = a.dataset.name;
        th.className = ""; a.replaceChildren(make("span", phase)); a.removeAttribute("aria-label"); a.removeAttribute("data-tip");
        if (!c) continue;
        const text = c.length
          ? fill(data.say.tip, { cell: phase, friction: number(c[3], 2), low: number(c[4], 2), high: number(c[5], 2), share: percent(c[6], 1), n: number(c[0]), authors: number(c[2]) })
          : fill(data.say.tip_suppressed, { cell: phase, least: data.least });
        say(a, text); a.setAttribute("aria-label", text);
        if (!c.length) { a.append(make("b", "< " + data.least)); continue; }
        th.className = `stretch f${step(c[3], data.tops.friction)} s${step(c[6], data.tops.share)}`;
        a.append(make("b", number(c[3], 2), "vf"), make("b", percent(c[6]), "vs"));
      }
    };
    // Scores of the same period and customers; their lines are of all customers.
    const marks = (slice, g) => {
      for (const box of document.querySelectorAll("[data-score]")) {
        const [value, around] = slice?.s?.[box.dataset.score] ?? ["–", ""];
        box.querySelector(".value").textContent = value; box.querySelector(".around").textContent = around;
        const line = box.querySelector(".line"); if (line) line.hidden = !!g;
      }
      if ($("marks-period")) $("marks-period").textContent = $("map-period").textContent;
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
      band(slice); marks(slice, g);
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

    // The grid pattern: one cell in the tab order, arrows move, also onto the names of stages and touchpoints; Enter follows the link.
    const lines = () => [table.tHead.rows[1], ...rows].filter((r) => !r.hidden).map((r) => [...r.cells].filter((c) => !c.hidden && !c.classList.contains("sum")));
    const target = (cell) => (cell.firstElementChild?.tagName === "A" ? cell.firstElementChild : cell);
    const roving = () => {
      const all = lines().flat().map(target), own = all.filter((e) => e.closest("td.c"));
      for (const cell of table.querySelectorAll("td.c, th")) cell.removeAttribute("tabindex");
      for (const e of all) e.tabIndex = -1;
      const first = own.find((e) => e.tagName === "A") ?? own[0];
      if (first) first.tabIndex = 0;
    };
    table.setAttribute("role", "grid");
    const inside = (e) => e.target.closest("td.c, tbody th, .stages th");
    table.addEventListener("focusin", (e) => {
      const here = inside(e);
      if (!here) return;
      for (const old of table.querySelectorAll("[tabindex='0']")) old.tabIndex = -1;
      target(here).tabIndex = 0;
    });
    table.addEventListener("keydown", (e) => {
      const here = inside(e), grid = lines(), y = grid.findIndex((l) => l.includes(here));
      if (y < 0 || e.altKey || e.metaKey) return;
      const x = grid[y].indexOf(here), ends = e.ctrlKey;
      const to = {
        ArrowLeft: [y, x - 1], ArrowRight: [y, x + 1], ArrowUp: [y - 1, x], ArrowDown: [y + 1, x],
        Home: [ends ? 1 : y, 1], End: [ends ? grid.length - 1 : y, grid[y].length - 1],
      }[e.key];
      if (!to) return;
      e.preventDefault();
      const next = grid[to[0]]?.[to[1]];
      if (!next) return;
      target(next).focus({ preventScroll: true }); next.scrollIntoView({ block: "nearest", inline: "nearest" });
      if (target(next).dataset.tip) show(target(next)); else hide();
    });
    const known = hash();
    const choose = (id, value) => { if ($(id) && value && [...$(id).options].some((o) => o.value === value)) $(id).value = value; };
    choose("choose-period", known.get("p")); choose("choose-segment", known.get("g"));
    if (known.get("m") === "share") $("by-share").checked = true;
    $("choices").addEventListener("change", (e) => { if (e.target.id === "hide-silent" || e.target.name !== "m") redraw(); remember(); });
    $("choices").addEventListener("submit", (e) => e.preventDefault());
    if (known.get("p") || known.get("g")) redraw(); else roving();
  }
})();
