// CRCs of so many zero bytes, without the bytes.
#include <stdint.h>
#include <string.h>

// Operator k appends 2^k zero bytes; to append n, apply those of n's bits.
typedef struct { uint64_t power[48][64]; uint64_t ones; } crc_t;
static crc_t crc32_of_zeros, crc64_of_zeros;

static uint64_t image(const uint64_t *operator, uint64_t vector) {
  uint64_t sum = 0;
  for (; vector; operator++, vector >>= 1)
    if (vector & 1) sum ^= *operator;
  return sum;
}

static void crc_init(crc_t *crc, uint64_t polynomial, int bits) {
  uint64_t bit[64] = {polynomial}, squared[64];
  for (int i = 1; i < bits; i++) bit[i] = 1ull << (i - 1);
  for (int k = -3; k < 48; k++) {  // bit, 2 bits, 4 bits, 1 byte, ...
    if (k >= 0) memcpy(crc->power[k], bit, sizeof bit);
    for (int i = 0; i < bits; i++) squared[i] = image(bit, bit[i]);
    memcpy(bit, squared, sizeof bit);
  }
  crc->ones = bits == 64 ? ~0ull : (1ull << bits) - 1;
}

static uint64_t crc_zeros(const crc_t *crc, uint64_t length) {
  uint64_t state = crc->ones;
  for (int k = 0; length; k++, length >>= 1)
    if (length & 1) state = image(crc->power[k], state);
  return state ^ crc->ones;
}
