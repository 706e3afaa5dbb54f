import protobuf from 'protobufjs';

/** The messages of Prometheus' prompb that backfill reads and writes, as far as tests need them. */
const SOURCE = `
syntax = "proto3";
message Label { string name = 1; string value = 2; }
message Sample { double value = 1; int64 timestamp = 2; }
message Histogram { uint64 count_int = 1; double sum = 3; int64 timestamp = 15; repeated double custom_values = 16; }
message TimeSeries { repeated Label labels = 1; repeated Sample samples = 2; repeated Histogram histograms = 4; }
message TimeSeries2 { repeated uint32 labels_refs = 1; repeated Sample samples = 2; repeated Histogram histograms = 3; }
message Request2 { repeated string symbols = 4; repeated TimeSeries2 timeseries = 5; }
message WriteRequest { repeated TimeSeries timeseries = 1; }
message QueryResult { repeated TimeSeries timeseries = 1; }
message ReadResponse { repeated QueryResult results = 1; }
message Chunk { int64 min_time_ms = 1; int64 max_time_ms = 2; int32 type = 3; bytes data = 4; }
message ChunkedSeries { repeated Label labels = 1; repeated Chunk chunks = 2; }
message ChunkedReadResponse { repeated ChunkedSeries chunked_series = 1; int64 query_index = 2; }
message LabelMatcher { int32 type = 1; string name = 2; string value = 3; }
message Query { int64 start_timestamp_ms = 1; int64 end_timestamp_ms = 2; repeated LabelMatcher matchers = 3; }
message ReadRequest { repeated Query queries = 1; repeated int32 accepted_response_types = 2; }
`;

const { root } = protobuf.parse(SOURCE, { keepCase: true });

export const messageType = (name: string): protobuf.Type => root.lookupType(name);

export const encode = (name: string, value: object): Uint8Array =>
  messageType(name).encode(messageType(name).fromObject(value)).finish();

/** A message as plain data: numbers for int64, nothing for what is not there. */
export const decode = (name: string, bytes: Uint8Array): Record<string, unknown> =>
  messageType(name).toObject(messageType(name).decode(bytes), { longs: Number, arrays: true });
