interface NginxMap {
  readonly from: string;
  readonly volatile: boolean;
  readonly entries: readonly (readonly [string, string])[];
}

/** The values for the controller. */
export interface ControllerValues {
  readonly controller: {
    readonly config: Readonly<Record<string, string>>;
    readonly proxySetHeaders: Readonly<Record<string, string>>;
  };
}

/** Evaluates the maps of the fragment for a request as nginx does, limited to the features that the fragment uses. */
export class NginxVariables {
  private readonly maps: ReadonlyMap<string, NginxMap>;
  private readonly values: Record<string, string>;

  constructor({ controller: { config } }: ControllerValues, request: Readonly<Record<string, string>>) {
    this.maps = new Map(
      [...config['http-snippet']!.matchAll(/map (\S+|"[^"]*") \$(\w+) \{\n([\s\S]*?)\n\}/g)].map(
        ([, from, to, body]) => [to!, mapOf(from!, body!)],
      ),
    );
    // By default, the address is the path that was sent, and the method is GET.
    this.values = {
      request_uri: request.uri ?? '/',
      request_method: 'GET',
      uri: '/',
      namespace: '',
      service_name: '',
      ...request,
    };
  }

  /** Replaces the variables in a text. */
  text(text: string): string {
    return text.replace(/\$\{(\w+)\}|\$(\w+)/g, (_, braced, plain) => this.value(braced ?? plain));
  }

  private value(name: string): string {
    if (name in this.values) return this.values[name]!;
    const map = this.maps.get(name);
    if (!map) {
      // Built-in variables of nginx: headers that the request does not have, and response headers, which do not exist
      // yet.
      if (/^(sent_)?http_/.test(name)) return '';
      throw new Error(`nginx does not know $${name}`);
    }
    const value = this.valueOf(map);
    if (!map.volatile) this.values[name] = value;
    return value;
  }

  private valueOf({ from, entries }: NginxMap): string {
    const source = this.text(from);
    for (const [pattern, result] of entries) {
      if (pattern === 'default') continue;
      if (!pattern.startsWith('~')) throw new Error(`names are compared without case: ${pattern}`);
      const match = new RegExp(pattern.slice(1)).exec(source);
      if (!match) continue;
      Object.assign(this.values, match.groups);
      return this.text(result);
    }
    return this.text(entries.find(([pattern]) => pattern === 'default')![1]);
  }
}

/** Whether the snippet of every location refuses the request before the decision request. */
export function refusedAtOnce({ controller: { config } }: ControllerValues, variables: NginxVariables): boolean {
  const conditions = [
    ...(config['location-snippet'] ?? '').matchAll(/^if \((\$\w+)(?: = "([^"]*)")?\) \{\n {2}return 40[03];\n\}\n/gm),
  ];
  if (conditions.map(([whole]) => whole).join('') !== (config['location-snippet'] ?? '')) {
    throw new Error(`not understood: ${config['location-snippet']}`);
  }
  return conditions.some(([, variable, value]) =>
    value === undefined ? !['', '0'].includes(variables.text(variable!)) : variables.text(variable!) === value,
  );
}

function mapOf(from: string, body: string): NginxMap {
  const lines = body.split('\n').map((line) => line.trim());
  return {
    from: unquoted(from),
    volatile: lines.includes('volatile;'),
    entries: lines
      .filter((line) => line !== 'volatile;')
      .map((line) => {
        const [, pattern, result] = /^("[^"]*"|\S+)\s+("[^"]*"|\S+);$/.exec(line)!;
        return [unquoted(pattern!), unquoted(result!)] as const;
      }),
  };
}

const unquoted = (text: string) => text.replace(/^"|"$/g, '');
