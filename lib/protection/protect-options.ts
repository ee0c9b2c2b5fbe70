import { AccessOptions } from './access-options';

/** What `protect()` needs to know: where an application is served, and who may do what there. */
export interface ProtectOptions extends AccessOptions {
  /**
   * Name of the application in reports and in the ids of constructs.
   * @default - the kind of the application in lower case
   */
  readonly id?: string;
}
