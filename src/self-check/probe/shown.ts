import { failed } from "./answer.ts";
import type { Answer, Arrival, Shot, Shown } from "./shot.ts";
import type { Sighting } from "./sightings.ts";

/**
 * Puts together what is known of one request. Where this process cannot tell whether it arrived, its answer is not
 * handed on, for without that a 403 would look like a refusal.
 *
 * @param attested What another instance attested of it. It counts only where the request did not come here.
 */
export function shownOf(shot: Shot, answer: Answer, sighting: Sighting, attested: Arrival | undefined): Shown {
  switch (sighting.kind) {
    case "arrived":
      return Object.freeze({ shot, answer, arrival: sighting.arrival });
    case "not-arrived":
      return Object.freeze({ shot, answer, arrival: attested });
    case "cannot-tell":
      return Object.freeze({ shot, answer: failed(sighting.reason), arrival: undefined });
  }
}
