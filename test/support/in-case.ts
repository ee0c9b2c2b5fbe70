/** Runs assertions. If one fails, the error begins with the name of the case, which is only computed then. */
export function inCase(name: string | (() => string), checks: () => void): void {
  try {
    checks();
  } catch (error) {
    const { message, stack } = error as Error;
    const named = `${typeof name === 'string' ? name : name()}: ${message}`;
    // jest prints the stack, which begins with the message.
    throw Object.assign(error as Error, { message: named, stack: stack?.replace(message, () => named) });
  }
}
