/** What a server or a file says must not move the cursor of whoever reads it. */
export const printable = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
