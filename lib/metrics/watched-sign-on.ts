/** Where the metrics are. */
export interface MetricsEndpoint {
  /** Name of the headless Service; the series have it as their job. */
  readonly job: string;
  /** Labels of that Service. */
  readonly labels: Readonly<Record<string, string>>;
}

/** What those who watch a sign-on must know of it. */
export interface SignOnFacts {
  /** Id of the entrance, where these are the proxies that decide about its machines. */
  readonly machines?: string;
  readonly host: string;
  readonly namespace: string;
  readonly clusterDomain: string;
  /** Name of the proxy's Deployment. */
  readonly deployment: string;
  /** Labels by which that Deployment knows its pods. */
  readonly podLabels: Readonly<Record<string, string>>;
  readonly replicas: number;
  /** Whether the proxy is ready only when it reaches a session store. */
  readonly sessionsInStore: boolean;
  /**
   * Statuses of the proxy's answers to whoever is not signed in; a redirect among them is a step of signing in as well.
   */
  readonly notSignedIn: readonly string[];
  /** Every host, that of the sign-on first. */
  readonly hosts: readonly string[];
  /** The Certificates of cert-manager; none where the certificate is brought by somebody else. */
  readonly certificates: readonly { readonly namespace: string; readonly name: string }[];
}

/** How it is to be watched. */
export interface Watching {
  /** Seconds between two scrapes; that of the Prometheus if absent. */
  readonly scrapeSeconds?: number;
  /** Address of the document with a section for each alert. */
  readonly runbookUrl: string;
}

/** What scrape, rules and dashboard are made from. */
export interface WatchedSignOn extends SignOnFacts, MetricsEndpoint, Watching {}
