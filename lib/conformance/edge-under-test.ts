import { EdgeBase } from '../edge/edge-base';

/** What a program renders. */
export interface RenderedProgram {
  /** The objects of the manifests, as plain data. */
  readonly objects: readonly any[];
  /** The values of the edge's controller, by the name of the file. */
  readonly controllerValues: { readonly [file: string]: any };
}

/** A request as an edge sees it. */
export interface EdgeRequest {
  readonly host: string;
  /** The path, decoded and without segments of dots. */
  readonly path: string;
  readonly method: string;
}

/** What an edge does with a request. */
export interface EdgeAnswer {
  /** Name of the Service that gets the request if it is permitted. */
  readonly service: string;
  /** Whether the edge answers 403 without asking the proxy. */
  readonly closed: boolean;
  /**
   * The values of the claim that the proxy is asked for, decoded. The proxy permits a session that has one of them.
   * @default - the proxy is not asked
   */
  readonly asksFor?: readonly string[];
}

/** An edge, and how to read what it renders. */
export interface EdgeUnderTest {
  /** The edge. Every generated program uses this one object. */
  readonly edge: EdgeBase;
  /**
   * What the edge's program would do with a request, read from the objects that the edge rendered, and from nothing
   * else.
   * @returns nothing where no route holds the request, and the edge answers 404
   */
  answers(rendered: RenderedProgram, request: EdgeRequest): EdgeAnswer | undefined;
}
