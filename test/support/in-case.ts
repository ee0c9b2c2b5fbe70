/** Makes checks; where one fails, the error begins with the name of the case, which may cost time to write. */
export function inCase(name: string | (() => string), checks: () => void): void {
  try {
    checks();
  } catch (error) {
    const { message, stack } = error as Error;
    const named = `${typeof name === 'string' ? name : name()}: ${message}`;
    // jest shows the stack, which begins with the message.
    throw Object.assign(error as Error, { message: named, stack: stack?.replace(message, () => named) });
  }
}
