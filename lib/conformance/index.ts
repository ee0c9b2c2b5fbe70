export { edgeConformance, EdgeConformance, EdgeConformanceOptions } from './edge-conformance';
export { EdgeAnswer, EdgeRequest, EdgeUnderTest, RenderedProgram } from './edge-under-test';
