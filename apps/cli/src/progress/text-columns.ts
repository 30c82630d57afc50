// How wide a text is on a terminal, as far as Unicode says it.

/** East Asian Wide and Fullwidth (UAX 11), and pictures. */
const TWO_COLUMNS =
  /[\p{Emoji_Presentation}\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{16fe0}-\u{18dff}\u{1aff0}-\u{1b2ff}\u{1f200}-\u{1faff}\u{20000}-\u{3fffd}]/u;
/** Marks and the later letters of a Korean syllable stand on the character before them. */
const NO_COLUMN = /[\p{Mn}\p{Me}\u1160-\u11ff]/u;
/** Most texts: quicker than looking at each character. */
const PLAIN = /^[\u0020-\u007e]*$/;

export function columnsOf(text: string): number {
  return PLAIN.test(text)
    ? text.length
    : [...text].reduce((sum, character) => sum + columnsOfOne(character), 0);
}

export function padded(text: string, columns: number): string {
  return text + " ".repeat(Math.max(0, columns - columnsOf(text)));
}

/** With an ellipsis where it does not fit; no character is cut in two. */
export function cutTo(text: string, columns: number): string {
  if (columnsOf(text) <= columns) {
    return text;
  }
  let kept = "";
  let used = 1;
  for (const character of text) {
    used += columnsOfOne(character);
    if (used > columns) {
      break;
    }
    kept += character;
  }
  return `${kept}…`;
}

function columnsOfOne(character: string): number {
  if (NO_COLUMN.test(character)) {
    return 0;
  }
  return TWO_COLUMNS.test(character) ? 2 : 1;
}
