/** The files of the connection to Redis, where settings name some. */
export function redisTlsOf({
  redisCaPath,
  redisCertificatePath,
}: {
  readonly redisCaPath: string | undefined;
  readonly redisCertificatePath: string | undefined;
}) {
  return { caPath: redisCaPath, certificatePath: redisCertificatePath };
}
