import type { Call } from "../call.ts";
import { respondEmpty } from "../response.ts";

/** DELETE Object (COS document 436/7743): also 204 when there was none. */
export async function deleteObject({ store, bucket, key, response }: Call): Promise<void> {
  await store.objects.remove({ bucket, key });
  respondEmpty(response, 204);
}
