/** How many letters two words differ by, or more than `limit`. */
function distance(one: string, other: string, limit: number): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  let before: number[] = [];
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = row[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1] ? before[j - 2] + 1 : replaced;
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, replaced, swapped);
    }
    before = row;
    row = next;
  }
  return row[other.length];
}

/**
 * The member that a name is a misspelling of.
 * @param name a name that is no member
 * @param members the names of all members
 */
export function misspelled(name: string, members: readonly string[]): string | undefined {
  const plain = (word: string) => word.replace(/[-_]/g, '').toLowerCase();
  const limit = name.length > 5 ? 2 : 1;
  return members.find(
    (member) => plain(member) === plain(name) || (name.length > 3 && distance(name, member, limit) <= limit),
  );
}
