/** Decode a query value once (`+` is a space). Returns an invalid value unchanged. */
export function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}
