/** Lines of explanations and messages that a terminal can take, whatever stands in values and names of files. */

/** Shorter lines stay as they are. */
const longLine = 400;
/** Signs that are left of a text which is too long, and of a line whose texts are not the reason. */
const textLeft = 80;
const lineLeft = 2000;

const controls = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu;

/**
 * The line with a visible sign for each character that would move the cursor or turn the direction of writing. Of a line that
 * is long, long texts in quotes are cut and say how much is missing. O(characters).
 */
export function fitted(line: string): string {
  const shown = line.replace(controls, '\ufffd');
  if (shown.length <= longLine) return shown;
  const short = withShortTexts(shown);
  return short.length <= lineLeft ? short : `${short.slice(0, lineLeft - 3)}...`;
}

function withShortTexts(line: string): string {
  let result = '';
  let at = 0;
  for (let open = line.indexOf('"'); open >= 0; open = line.indexOf('"', at)) {
    let close = open + 1;
    let cut = close;
    while (close < line.length && line[close] !== '"') {
      if (close - open <= textLeft + 1) cut = close;
      close += line[close] === '\\' ? (line[close + 1] === 'u' ? 6 : 2) : sizeAt(line, close);
    }
    const left = close - cut;
    result +=
      left <= textLeft ? line.slice(at, close + 1) : `${line.slice(at, cut)}..." (${left} more characters)`;
    at = close + 1;
  }
  return result + line.slice(at);
}

/** 2 for a sign that takes two units. */
function sizeAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
