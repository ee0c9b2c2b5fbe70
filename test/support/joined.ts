/** A long pattern, written as parts that follow each other without a gap. The flags are those of the first part. */
export const joined = (...parts: readonly [RegExp, ...RegExp[]]): RegExp =>
  new RegExp(parts.map(({ source }) => source).join(''), parts[0].flags);
