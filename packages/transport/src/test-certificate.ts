import { createPrivateKey } from "node:crypto";

/** For 127.0.0.1 and localhost, signed by itself, made for the tests and trusted by nothing else. */
export const TEST_CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBmzCCAUGgAwIBAgIUAgDYAxZlZLqnYV4V89jo4GTS9u4wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMjIxMzYxNFoYDzIxMjYxMDI5
MjEzNjE0WjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAQ7vKytm61DPgLS4yaq824NYj8ToymQfVoFqlutNrNYam0Hm5ho/Nzp
WRFrcuuRbIvnb9LoOMzc8QS9DWjaYLmKo28wbTAdBgNVHQ4EFgQUnitOtlNcpxGE
0AYcvOAh0OxwCIwwHwYDVR0jBBgwFoAUnitOtlNcpxGE0AYcvOAh0OxwCIwwDwYD
VR0TAQH/BAUwAwEB/zAaBgNVHREEEzARgglsb2NhbGhvc3SHBH8AAAEwCgYIKoZI
zj0EAwIDSAAwRQIhAKrRRVZ1ackC76Z4endO7YSQ+czbhJOO5ZvAcH7ox7G5AiAT
vAS8N4tyWSkmd8u3r0fn1BPfojXZCXtgcL4MkocD4w==
-----END CERTIFICATE-----
`;

const key = createPrivateKey({
  format: "jwk",
  key: {
    kty: "EC",
    crv: "P-256",
    x: "O7ysrZutQz4C0uMmqvNuDWI_E6MpkH1aBapbrTazWGo",
    y: "bQebmGj83OlZEWty65Fsi-dv0ug4zNzxBL0NaNpguYo",
    d: "wYVMYd51is1nGVwF9GSHgila4yBVHYgYiXBdLxmh0jE",
  },
});

export const TEST_KEY = key.export({ format: "pem", type: "sec1" });
