/** The Service of the metrics port. */
export interface MetricsEndpoint {
  /** Name of the headless Service, which is the label `job` of the series. */
  readonly job: string;
  /** Labels of that Service. */
  readonly labels: Readonly<Record<string, string>>;
}

/** Facts about a sign-on that its monitoring needs. */
export interface SignOnFacts {
  /** Id of the machine entrance, if these are the proxies of a machine entrance. */
  readonly machines?: string;
  readonly host: string;
  readonly namespace: string;
  readonly clusterDomain: string;
  /** Name of the proxy's Deployment. */
  readonly deployment: string;
  /** Labels of the Deployment's selector. */
  readonly podLabels: Readonly<Record<string, string>>;
  readonly replicas: number;
  /** Whether the proxy needs a session store to be ready. */
  readonly sessionsInStore: boolean;
  /**
   * Status codes of the proxy's responses to requests without a session. A redirect among them is also a step of
   * signing in.
   */
  readonly notSignedIn: readonly string[];
  /** Every host; the host of the sign-on is the first. */
  readonly hosts: readonly string[];
  /** The Certificates of cert-manager; empty if cert-manager does not manage the certificates. */
  readonly certificates: readonly { readonly namespace: string; readonly name: string }[];
}

/** Options of the monitoring. */
export interface Watching {
  /** Scrape interval in seconds. @default - the default of the Prometheus */
  readonly scrapeSeconds?: number;
  /** Address of the document with a section for each alert. */
  readonly runbookUrl: string;
}

/** The input for scrape configuration, rules and dashboard. */
export interface WatchedSignOn extends SignOnFacts, MetricsEndpoint, Watching {}
