/**
 * The one place that decides what an answer from Odoo means.
 *
 * | kind      | meaning                                            | what the lane does                    |
 * |-----------|----------------------------------------------------|---------------------------------------|
 * | transient | Odoo could not answer now                          | waits, asks again with the same event |
 * | refused   | Odoo understood and declined this business request | quarantines the event                 |
 * | broken    | we are misconfigured: key, right, module, version  | holds and pages on-call               |
 *
 * `outcome` says whether a booking may have been committed although the answer is a failure. An unknown outcome
 * is never a failed one: ask again with the same event key, the receipt in Odoo answers `duplicate`.
 */
export {
  type BrokenCode,
  broken,
  concernsThisCallOnly,
  type OdooFailure,
  type RefusedCode,
  type TransientCode,
  transient,
} from './errors/failure.ts';
export { failureOfFetch } from './errors/fetch.ts';
export { failureOfAnswer, type HttpAnswer } from './errors/http-answer.ts';
