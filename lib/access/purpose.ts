/** The purpose of a route of an application. A grant names purposes, not paths. */
export enum Purpose {
  /** View pages, run queries, read from the API. */
  READ = 'read',
  /** Change what an editor changes, for example silences. Includes `READ`. */
  WRITE = 'write',
  /** Administer the application: reload, shut down, delete series, profile. Includes `READ`. */
  ADMINISTER = 'administer',
  /** Deliver data: remote write, OTLP, alerts. Includes no other purpose. */
  INGEST = 'ingest',
  /**
   * Fetch many series at once, as programs do: federation, remote read. Includes no other purpose, and `READ` does not
   * include it.
   */
  FEDERATE = 'federate',
  /** Check the health of the application. Includes no other purpose. */
  HEALTH = 'health',
  /** Scrape the metrics of the application. Includes no other purpose, and `READ` does not include it. */
  METRICS = 'metrics',
}

/** The purposes that a grant of a purpose covers, itself included. */
export const INCLUDED: Readonly<Record<Purpose, readonly Purpose[]>> = {
  [Purpose.READ]: [Purpose.READ],
  [Purpose.WRITE]: [Purpose.WRITE, Purpose.READ],
  [Purpose.ADMINISTER]: [Purpose.ADMINISTER, Purpose.READ],
  [Purpose.INGEST]: [Purpose.INGEST],
  [Purpose.FEDERATE]: [Purpose.FEDERATE],
  [Purpose.HEALTH]: [Purpose.HEALTH],
  [Purpose.METRICS]: [Purpose.METRICS],
};
