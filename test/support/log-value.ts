const SHORT: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

/**
 * Returns the original bytes of a value in the proxy's log. A value that begins with a quotation mark is quoted by the
 * rules of Go.
 */
export function loggedBytes(value: string): Buffer {
  if (!value.startsWith('"')) return Buffer.from(value);
  return Buffer.concat(
    [...value.slice(1, -1).matchAll(/\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))|[^\\]/gsu)].map(
      ([text, byte, short, long, other]) => {
        if (byte) return Buffer.from(byte, 'hex');
        if (short ?? long) return Buffer.from(String.fromCodePoint(parseInt(short ?? long!, 16)));
        return Buffer.from(other === undefined ? text : (SHORT[other] ?? other));
      },
    ),
  );
}
