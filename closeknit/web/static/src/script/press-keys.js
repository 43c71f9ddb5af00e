// Keys of the marked row: a line of the sheet that does "press-do" presses what is marked data-press="do" in it.
import { onLetter } from "./keys.js";

for (const line of document.querySelectorAll('#keys [data-does^="press-"]')) {
  const wanted = line.dataset.does.slice("press-".length);
  onLetter(line.dataset.letters.split(" "), () => {
    const target = document.querySelector(`[data-row][data-current] [data-press="${wanted}"]`);
    target?.click();
    return target !== null;
  });
}
