;; CRC-64/XZ of bytes that lie in memory, several times as fast as one table lookup for each byte.
;; scripts/build-crc.ts puts the polynomial and its distances in where braces are, and makes crc-wasm.ts
;; of it.
;; Memory:
;;
;;      0  eight tables of 256 words, for slicing-by-8
;;  16384  zeros, because folding looks back over the first byte
;;  49152  data: 1 MiB
;;
;; Folding: the polynomial divides a sparse one, so that in the remainder a word of the message may be
;; replaced by copies of itself that lie at certain distances further on. Done from the first word on
;; this empties the message up to its last words, without a table, 16 bytes at a time. Only what is
;; left there is divided by slicing. The idea is that of S. Russell, "Chorba: A novel CRC32
;; implementation" (2024).
(module
  (memory (export "memory") 17)
  (start $fill_tables)

  ;; Continues $crc (not inverted) over the $length bytes at $data, which it overwrites.
  (func (export "update") (param $crc i64) (param $length i32) (result i64)
    (local $at i32) (local $end i32)
    (local.set $at (i32.const 49152))
    (local.set $end (i32.add (local.get $at) (local.get $length)))
    (if (i32.ge_u (local.get $length) (i32.const {span + 16}))
      (then
        ;; The remainder so far is a change of the first eight bytes.
        (i64.store (local.get $at) (i64.xor (local.get $crc) (i64.load (local.get $at))))
        (local.set $crc (i64.const 0))
        (local.set $at (call $fold
          (local.get $at)
          (i32.and (i32.sub (local.get $end) (i32.const {span})) (i32.const -16))))))
    (call $divide (local.get $crc) (local.get $at) (local.get $end)))

  ;; Empties the message from $at to $end, behind which at least {span} bytes follow.
  (func $fold (param $at i32) (param $end i32) (result i32)
    (local $sum v128)
    (loop $next
      (local.set $sum (v128.load (local.get $at)))
      {each distance}(local.set $sum
        (v128.xor (local.get $sum) (v128.load (i32.sub (local.get $at) (i32.const {distance})))))
      {end}(v128.store (local.get $at) (local.get $sum))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end))))
    {each distance}(call $carry (local.get $at) (i32.const {distance}))
    {end}(local.get $at))

  ;; Adds those copies that fall behind $at, where folding ended.
  (func $carry (param $at i32) (param $distance i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $at) (local.get $distance)))
    (loop $next
      (i64.store (local.get $at)
        (i64.xor
          (i64.load (local.get $at))
          (i64.load (i32.sub (local.get $at) (local.get $distance)))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end)))))

  ;; Slicing-by-8, and the last bytes one by one.
  (func $divide (param $crc i64) (param $at i32) (param $end i32) (result i64)
    (block $no_word
      (loop $word
        (br_if $no_word (i32.gt_u (i32.add (local.get $at) (i32.const 8)) (local.get $end)))
        (local.set $crc (i64.xor (local.get $crc) (i64.load (local.get $at))))
        (local.set $crc
          (i64.xor
            (i64.xor
              (i64.xor
                (i64.load offset=14336 (call $index (local.get $crc) (i64.const 0)))
                (i64.load offset=12288 (call $index (local.get $crc) (i64.const 8))))
              (i64.xor
                (i64.load offset=10240 (call $index (local.get $crc) (i64.const 16)))
                (i64.load offset=8192 (call $index (local.get $crc) (i64.const 24)))))
            (i64.xor
              (i64.xor
                (i64.load offset=6144 (call $index (local.get $crc) (i64.const 32)))
                (i64.load offset=4096 (call $index (local.get $crc) (i64.const 40))))
              (i64.xor
                (i64.load offset=2048 (call $index (local.get $crc) (i64.const 48)))
                (i64.load (call $index (local.get $crc) (i64.const 56)))))))
        (local.set $at (i32.add (local.get $at) (i32.const 8)))
        (br $word)))
    (block $no_byte
      (loop $byte
        (br_if $no_byte (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $crc (i64.xor (local.get $crc) (i64.load8_u (local.get $at))))
        (local.set $crc (call $zero_byte (local.get $crc)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br $byte)))
    (local.get $crc))

  ;; Where in its table the byte of $crc at $bit stands.
  (func $index (param $crc i64) (param $bit i64) (result i32)
    (i32.shl
      (i32.and (i32.wrap_i64 (i64.shr_u (local.get $crc) (local.get $bit))) (i32.const 255))
      (i32.const 3)))

  ;; $crc after a byte that is zero.
  (func $zero_byte (param $crc i64) (result i64)
    (i64.xor
      (i64.shr_u (local.get $crc) (i64.const 8))
      (i64.load (call $index (local.get $crc) (i64.const 0)))))

  ;; The first table is that of each byte; each further one is the one before after a zero byte.
  (func $fill_tables
    (local $at i32) (local $bit i32) (local $crc i64)
    (loop $byte
      (local.set $crc (i64.extend_i32_u (i32.shr_u (local.get $at) (i32.const 3))))
      (local.set $bit (i32.const 8))
      (loop $shift
        (local.set $crc
          (i64.xor
            (i64.shr_u (local.get $crc) (i64.const 1))
            (select
              (i64.const {polynomial})
              (i64.const 0)
              (i32.wrap_i64 (i64.and (local.get $crc) (i64.const 1))))))
        (local.set $bit (i32.sub (local.get $bit) (i32.const 1)))
        (br_if $shift (local.get $bit)))
      (i64.store (local.get $at) (local.get $crc))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $byte (i32.lt_u (local.get $at) (i32.const 2048))))
    (loop $entry
      (i64.store (local.get $at)
        (call $zero_byte (i64.load (i32.sub (local.get $at) (i32.const 2048)))))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $entry (i32.lt_u (local.get $at) (i32.const 16384))))))
