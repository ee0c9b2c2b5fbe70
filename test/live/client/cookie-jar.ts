/** The cookies of a browser by host. Paths, and expiry dates in the future, are ignored. */
export class CookieJar {
  private readonly hosts = new Map<string, Map<string, string>>();

  keep(host: string, setCookies: readonly string[]): void {
    for (const line of setCookies) {
      const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line)!;
      const domain = /;\s*domain=\.?([^;\s]+)/i.exec(line)?.[1];
      if (domain && host !== domain && !host.endsWith(`.${domain}`)) continue; // as browsers do
      const cookies = this.of(domain ? `.${domain}` : host);
      if (isDeleted(line)) cookies.delete(name!.trim());
      else cookies.set(name!.trim(), value!);
    }
  }

  header(host: string): string {
    const domains = [...this.hosts.keys()].filter((name) => name.startsWith('.') && `.${host}`.endsWith(name));
    return [host, ...domains]
      .flatMap((name) => [...this.of(name)])
      .map(([name, value]) => `${name}=${value}`)
      .join('; ');
  }

  of(host: string): Map<string, string> {
    const found = this.hosts.get(host) ?? new Map<string, string>();
    this.hosts.set(host, found);
    return found;
  }
}

function isDeleted(line: string): boolean {
  if (/;\s*max-age=0\b/i.test(line) || /;\s*max-age=-/i.test(line)) return true;
  const expires = /;\s*expires=([^;]+)/i.exec(line)?.[1];
  return expires !== undefined && Date.parse(expires) < Date.now();
}
