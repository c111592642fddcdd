// Clicks the story's buttons and tells the test what lines it shows.

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

let told = Promise.resolve();
function tell(text) {
  const body = JSON.stringify({ event: "line", text });
  told = told.then(() => fetch("/told", { method: "POST", body }));
}
addEventListener("error", ({ message }) => tell(message));
addEventListener("unhandledrejection", ({ reason }) => tell(String(reason)));

let lines = 0;
function read() {
  const shown = document.getElementById("lines")?.textContent.split("\n").slice(0, -1) ?? [];
  for (; lines < shown.length; lines++) tell(shown[lines]);
}
new MutationObserver(read).observe(document.body, { childList: true, characterData: true, subtree: true });

async function click(name) {
  for (;;) {
    const button = [...document.querySelectorAll("button")].find(({ textContent }) => textContent === name);
    if (button) return button.click();
    await pause(20);
  }
}

(async () => {
  for (const name of BUTTONS) {
    if (name === "another tab") {
      open("about:blank");
      while (!document.hidden) await pause(20);
      tell("hidden");
      return;
    }
    await click(name);
    await pause(PAUSE_MS);
  }
})();
