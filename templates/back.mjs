{# Takes who has just saved back to the business's site after a moment, which anything that they do begins anew, unless they
   stay. Who comes back to this page later is not sent away again. -#}
const link = document.getElementById("back");
const going = document.getElementById("going");
const staying = new AbortController();
let timer;
function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => location.assign(link.href), 10_000);
}
function stay() {
  clearTimeout(timer);
  staying.abort();
  going.hidden = true;
}
if (history.state !== "shown") {
  history.replaceState("shown", "");
  going.hidden = false;
  wait();
  for (const type of ["keydown", "pointerdown", "wheel"]) addEventListener(type, wait, { signal: staying.signal });
  addEventListener("pagehide", stay, { signal: staying.signal });
  going.querySelector("button").addEventListener("click", () => {
    stay();
    link.focus();
  });
}
