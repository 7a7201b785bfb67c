/** Offsets that the parser counts in UTF-8 bytes or in code points, as UTF-16 offsets. */

/** UTF-16 offset of a byte offset in the UTF-8 form of `text`. */
export function fromBytes(text: string): (byte: number) => number {
  if (isAscii(text)) return (byte) => Math.min(byte, text.length);
  const starts: number[] = [];
  let bytes = 0;
  const at: number[] = [];
  for (let i = 0; i < text.length; i += width(text, i)) {
    starts.push(bytes);
    at.push(i);
    bytes += byteLength(text.codePointAt(i) ?? 0);
  }
  return (byte) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) < byte) low = middle + 1;
      else high = middle;
    }
    return at[low] ?? text.length;
  };
}

/** UTF-16 offset of an offset in code points. */
export function fromCodePoints(text: string, codePoint: number): number {
  let i = 0;
  for (let n = 0; n < codePoint && i < text.length; n++) i += width(text, i);
  return i;
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 127) return false;
  return true;
}

function width(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}

function byteLength(codePoint: number): number {
  return codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
}
