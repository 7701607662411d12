// What the pages do beyond links and forms. Everything works without it, only less lively.
"use strict";

// A changed field of the question asks again at once.
document.querySelectorAll("form[data-submit-on-change]").forEach((form) => {
  form.addEventListener("change", () => {
    if (form.reportValidity()) form.requestSubmit();
  });
});

// The propagation board: whenever the node says that something changed, its part of the page is
// fetched anew, so that words and layout are made in one place. One fetch at a time; what comes
// meanwhile leads to one more.
const live = document.getElementById("live");
const board = document.getElementById("board");
if (live && board) {
  const label = live.querySelector("[role=status]");
  let isFetching = false;
  let isStale = false;

  const say = (text, state) => {
    label.textContent = text;
    live.dataset.state = state;
  };

  const refresh = async () => {
    if (isFetching) {
      isStale = true;
      return;
    }
    isFetching = true;
    do {
      isStale = false;
      try {
        const answer = await fetch(live.dataset.part, { cache: "no-store" });
        if (answer.ok) board.innerHTML = await answer.text();
      } catch {
        // The stream notices a lost connection and tries again.
      }
    } while (isStale);
    isFetching = false;
  };

  const stream = new EventSource(live.dataset.stream);
  stream.addEventListener("open", () => say(live.dataset.live, "live"));
  stream.addEventListener("board", refresh);
  stream.addEventListener("complete", async () => {
    stream.close();
    await refresh();
    say(live.dataset.ended, "ended");
  });
  stream.addEventListener("error", () => say(live.dataset.lost, "lost"));
  window.addEventListener("pagehide", () => stream.close());
}
