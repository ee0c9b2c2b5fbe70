/** Joins the parts of a long pattern. The flags are those of the first part. */
export const joined = (...parts: readonly [RegExp, ...RegExp[]]): RegExp =>
  new RegExp(parts.map(({ source }) => source).join(''), parts[0].flags);
