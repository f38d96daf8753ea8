// Of the journey map: one map at a time, its three kinds as tabs; both are kept in the address.
(() => {
  "use strict";
  const { $, hash } = voc;
  const maps = [...document.querySelectorAll(".journey")], tabs = [...document.querySelectorAll("#tabs a")];
  if (!maps.length) return;
  const select = $("choose-map");
  let map = maps[0], kind = tabs[0].dataset.kind;

  const draw = () => {
    for (const m of maps) {
      m.hidden = m !== map;
      for (const panel of m.querySelectorAll(".panel")) panel.hidden = panel.dataset.kind !== kind;
    }
    for (const tab of tabs) {
      const on = tab.dataset.kind === kind;
      tab.setAttribute("aria-selected", on); tab.tabIndex = on ? 0 : -1;
      tab.setAttribute("aria-controls", map.id + "--" + tab.dataset.kind);
    }
    $("whose").textContent = map.dataset.who;
    if (select) select.value = map.id;
  };
  const remember = () => {
    const kept = new URLSearchParams();
    if (map !== maps[0]) kept.set("map", map.id);
    if (kind !== tabs[0].dataset.kind) kept.set("kind", kind);
    history.replaceState(null, "", "#" + kept);
  };
  const turn = (to) => { kind = to.dataset.kind; draw(); remember(); };
  const fromHash = () => {
    const known = hash(), place = decodeURIComponent(location.hash.slice(1)).split("--");
    const panel = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    map = maps.find((m) => m.id === known.get("map") || (panel && m.contains(panel))) ?? maps[0];
    kind = (tabs.find((x) => x.dataset.kind === known.get("kind") || (panel && x.dataset.kind === place.at(-1))) ?? tabs[0]).dataset.kind;
    draw();
  };

  $("tabs").setAttribute("role", "tablist");
  for (const tab of tabs) {
    tab.setAttribute("role", "tab"); tab.parentElement.setAttribute("role", "presentation");
    tab.addEventListener("click", (e) => { e.preventDefault(); turn(tab); });
  }
  for (const panel of document.querySelectorAll(".panel")) panel.setAttribute("role", "tabpanel");
  $("tabs").addEventListener("keydown", (e) => {
    const at = tabs.indexOf(e.target.closest("a"));
    const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1, " ": at }[e.key];
    if (next === undefined || at < 0) return;
    e.preventDefault();
    const to = tabs[(next + tabs.length) % tabs.length];
    to.focus(); turn(to);
  });
  select?.addEventListener("change", () => { map = maps.find((m) => m.id === select.value) ?? maps[0]; draw(); remember(); });
  select?.form.addEventListener("submit", (e) => e.preventDefault());
  addEventListener("hashchange", fromHash);
  fromHash();
})();
