import { type Call, vendorPrefix } from "../call.ts";
import { respondEmpty } from "../response.ts";

/** HEAD Bucket (COS document 436/7735). A bucket that is not there was refused before. */
export async function headBucket({ response, dialect, region }: Call): Promise<void> {
  respondEmpty(response, 200, { [`${vendorPrefix(dialect)}bucket-region`]: region });
}
