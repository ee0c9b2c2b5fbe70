/** A text as it stands in a query (`+` for a blank, escapes for the rest), read once; what is no such text, as it is. */
export function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}
