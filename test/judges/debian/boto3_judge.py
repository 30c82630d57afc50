"""Uses boto3 on the emulator, and prints as JSON what it saw. Arguments: endpoint, bucket, file."""

import json
import sys

import boto3
from botocore.config import Config

endpoint, bucket, film = sys.argv[1:]
client = boto3.client("s3", endpoint_url=endpoint, config=Config(s3={"addressing_style": "path"}))
seen = {}

client.put_object(Bucket=bucket, Key="note", Body=b"a small note", Metadata={"kind": "note"})
client.copy_object(Bucket=bucket, Key="copy", CopySource={"Bucket": bucket, "Key": "note"})
copy = client.get_object(Bucket=bucket, Key="copy")
seen["copy"] = [copy["Body"].read().decode(), copy["Metadata"]]

client.copy_object(
    Bucket=bucket,
    Key="copy",
    CopySource={"Bucket": bucket, "Key": "copy"},
    MetadataDirective="REPLACE",
    Metadata={"kind": "new"},
)
seen["replaced"] = client.head_object(Bucket=bucket, Key="copy")["Metadata"]

client.upload_file(film, bucket, "film")
client.copy({"Bucket": bucket, "Key": "film"}, bucket, "film copy")
client.download_file(bucket, "film copy", film + ".back")
part = client.get_object(Bucket=bucket, Key="film", PartNumber=2)
seen["part"] = [part["PartsCount"], part["ContentRange"]]

sums = {"Bucket": bucket, "Key": "sums"}
client.put_object(**sums, Body=b"a small note", ChecksumAlgorithm="SHA256")
client.copy_object(**sums, CopySource=sums, MetadataDirective="REPLACE", ChecksumAlgorithm="SHA1")
sha1 = client.get_object(**sums, ChecksumMode="ENABLED")
seen["sha1"] = [sha1["Body"].read().decode(), sha1["ChecksumSHA1"]]
extra = {"ChecksumAlgorithm": "SHA256"}
client.upload_file(film, bucket, "sums", ExtraArgs=extra)
facts = client.get_object_attributes(
    **sums, ObjectAttributes=["Checksum", "ObjectParts", "ObjectSize"]
)
parts = facts["ObjectParts"]["Parts"]
seen["composite"] = [
    facts["ObjectSize"],
    facts["Checksum"]["ChecksumSHA256"].endswith("-3"),
    [[part["PartNumber"], part["Size"], len(part["ChecksumSHA256"])] for part in parts],
]
client.delete_object(**sums)

seen["buckets"] = [one["Name"] for one in client.list_buckets()["Buckets"]]
seen["region"] = client.get_bucket_location(Bucket=bucket)["LocationConstraint"]
keys = [one["Key"] for one in client.list_objects_v2(Bucket=bucket)["Contents"]]
seen["keys"] = keys
client.delete_objects(Bucket=bucket, Delete={"Objects": [{"Key": key} for key in keys]})
seen["left"] = client.list_objects(Bucket=bucket).get("Contents", [])
print(json.dumps(seen))
