(() => {
  const wanted = (navigator.languages || [navigator.language]).map((l) => l.slice(0, 2).toLowerCase());
  const known = wanted.find((l) => l === "fr" || l === "en");
  if (known) location.replace(known + "/index.html");
})();
