"use strict";
(() => {
  const said = document.getElementById("said");

  const tileTarget = (row, tile) => {
    const number = [...row.querySelectorAll("use")].indexOf(tile) + 1;
    return number ? `${row.dataset.row}-r${String(number).padStart(2, "0")}` : row.dataset.row;
  };

  // The picture repeats the table for the eye; a click on it goes where the table's link goes.
  for (const drawing of document.querySelectorAll(".drawing")) {
    drawing.addEventListener("click", (event) => {
      const mark = event.target.closest("[data-go]");
      const row = event.target.closest("[data-row]");
      if (mark) location.hash = mark.dataset.go;
      else if (row) location.hash = tileTarget(row, event.target.closest("use"));
    });
  }

  // A fold shows parts of its recommendation's page; they stand in the file once, however many contracts there are.
  const fill = (fold) => {
    const parts = document.querySelectorAll(`#${fold.dataset.from} [data-more]`);
    const copies = [...parts].map((part) => part.cloneNode(true));
    for (const copy of copies) {
      for (const named of copy.querySelectorAll("[id]")) named.removeAttribute("id");
      copy.removeAttribute("data-more");
    }
    fold.replaceChildren(fold.querySelector("summary"), ...copies);
    delete fold.dataset.from;
  };
  for (const fold of document.querySelectorAll("details[data-from]")) {
    fold.addEventListener("toggle", () => { if (fold.open && fold.dataset.from) fill(fold); });
  }

  const select = (element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  };

  const copy = async (element) => {
    try {
      await navigator.clipboard.writeText(element.textContent.trim());
      return true;
    } catch {
      select(element); // a browser that keeps the clipboard shut still lets the reader press Ctrl+C
      return false;
    }
  };

  for (const button of document.querySelectorAll("button[data-copy]")) button.hidden = false;
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    if (!button || button.dataset.busy) return;
    const label = button.innerHTML;
    const near = button.closest("div").querySelector(".clause");
    const copied = await copy(near || document.getElementById(button.dataset.copy));
    button.dataset.busy = "yes";
    button.textContent = copied ? "Copied" : "Selected: press Ctrl+C";
    said.textContent = copied ? "The clause is copied" : "The clause is selected; press Ctrl and C";
    setTimeout(() => {
      button.innerHTML = label;
      said.textContent = "";
      delete button.dataset.busy;
    }, 2000);
  });
})();
