/**
 * The keys of the server's configuration, read off the configuration types of server 1.21.0 (hidden keys are among
 * them; 1.15.0 knows no others) and the configuration reference of 2.2.1.
 * A path with a colon, then the keys below it; a path that starts with @ is a shape that several keys share (key@shape).
 * key* holds maps or lists with keys of the user's; key^1 is known to 1.x alone, key^2 to 2.x alone.
 */
export const SERVER_CONFIG_FIELDS = `
  -: adaptive_placement admin_server^2 analytics api architecture_storage^2 compaction_worker compactor
    distributor embedded_grafana enable_v1_read_path^1 enable_v1_write_path^1 frontend frontend_worker
    ingester limits memberlist metastore multitenancy_enabled overrides_exporter pyroscopedb querier
    query_backend query_scheduler runtime_config segment_writer self_profiling server show_banner
    shutdown_delay storage store_gateway symbolizer target tenant_settings tracing
  adaptive_placement: export_shard_limit_metrics export_shard_usage_breakdown_metrics
    export_shard_usage_metrics placement_rules_retention_period placement_rules_update_interval
    stats_aggregation_window stats_confidence_period stats_retention_period
  admin_server: http_listen_address^2 http_listen_port^2 mode^2
  analytics: reporting_enabled
  api: base-url
  compaction_worker: cleanup_max_duration job_capacity job_poll_interval metrics_exporter request_timeout
    small_object_size_bytes temp_dir
  compaction_worker.metrics_exporter: enabled remote_write_address rules_source
  compaction_worker.metrics_exporter.rules_source: client_address
  compactor: block_ranges* block_sync_concurrency cleanup_concurrency cleanup_interval
    compaction_concurrency compaction_interval compaction_jobs_order compaction_retries
    compaction_split_by data_dir deletion_delay disabled_tenants downsampler_enabled enabled_tenants
    first_level_compaction_wait_period max_compaction_time max_opening_blocks_concurrency
    meta_sync_concurrency no_blocks_file_cleanup_enabled sharding_ring shutdown_timeout
    tenant_cleanup_delay
  compactor.sharding_ring: heartbeat_period heartbeat_timeout instance_addr instance_enable_ipv6
    instance_id instance_interface_names instance_port kvstore@kvstore wait_active_instance_timeout
    wait_stability_max_duration wait_stability_min_duration
  distributor: pool_config@pool pushtimeout ring@ring
  embedded_grafana: data_path listen_port pyroscope_url
  frontend: address async_queries_enabled^2 grpc_client_config@grpc_client instance_addr
    instance_enable_ipv6 instance_interface_names instance_port scheduler_address
    scheduler_dns_lookup_period scheduler_worker_concurrency
  frontend_worker: dns_lookup_duration grpc_client_config@grpc_client id max_concurrent scheduler_address
  ingester: lifecycler@lifecycler
  limits: adaptive_placement_burst_window adaptive_placement_decay_window
    adaptive_placement_default_dataset_shards adaptive_placement_load_balancing
    adaptive_placement_max_dataset_shards adaptive_placement_min_dataset_shards
    adaptive_placement_tenant_shards adaptive_placement_unit_size_bytes async_ingest
    compactor_blocks_retention_period compactor_downsampler_enabled compactor_partial_block_deletion_delay
    compactor_split_and_merge_shards compactor_split_and_merge_stage_size compactor_split_groups
    compactor_tenant_shard_size disable_label_sanitization distributor_aggregation_period
    distributor_aggregation_window distributor_sampling distributor_usage_groups* enable_query_backend
    enable_query_backend_from enforce_labels_order include_stripped_profiles^2 ingestion_artificial_delay
    ingestion_body_limit_mb ingestion_burst_size_mb ingestion_limit ingestion_rate_mb
    ingestion_relabeling_default_rules_position ingestion_relabeling_rules* ingestion_tenant_shard_size
    keep_stripped_profiles^2 max_async_query_concurrency^2 max_flamegraph_nodes_default
    max_flamegraph_nodes_max max_flamegraph_nodes_on_select_merge_profile max_global_series_per_tenant
    max_label_name_length max_label_names_per_series max_label_value_length max_local_series_per_tenant
    max_profile_size_bytes max_profile_stacktrace_depth max_profile_stacktrace_sample_labels
    max_profile_stacktrace_samples max_profile_symbol_value_length max_query_length max_query_lookback
    max_query_parallelism max_recording_rules^2 max_sessions_per_series push_max_concurrency^2
    query_analysis_enabled query_analysis_series_enabled query_sanitize_on_merge query_tree_enabled
    recording_rules* reject_newer_than reject_older_than retention_period s3_sse_kms_encryption_context
    s3_sse_kms_key_id s3_sse_type sample_type_relabeling_rules* split_queries_by_interval
    store_gateway_tenant_shard_size symbolizer write_path write_path_compression
    write_path_ingester_weight write_path_segment_writer_timeout write_path_segment_writer_weight
  limits.distributor_sampling: usage_groups*
  limits.ingestion_limit: limit_reached limit_reset_time period_limit_mb period_type sampling
    usage_groups*
  limits.ingestion_limit.sampling: num_requests period
  limits.symbolizer: enabled maxsymbolsizebytes
  memberlist: abort_if_cluster_fast_join_fails abort_if_cluster_fast_join_fails_min_nodes
    abort_if_cluster_join_fails acquire_writer_timeout advertise_addr advertise_port bind_addr bind_port
    broadcast_timeout_for_local_updates_on_shutdown cluster_label cluster_label_verification_disabled
    compression_algorithm^2 compression_enabled dead_node_reclaim_time gossip_interval gossip_nodes
    gossip_to_dead_nodes_time join_members leave_timeout left_ingesters_timeout max_concurrent_writes
    max_join_backoff max_join_retries message_history_buffer_bytes min_join_backoff node_name
    notify_interval obsolete_entries_timeout packet_dial_timeout packet_write_timeout
    processed_messages_queue_size^2 propagation_delay_tracker pull_push_interval randomize_node_name
    received_messages_queue_size^2 rejoin_interval rejoin_seed_nodes retransmit_factor stream_timeout
    tls_ca_path tls_cert_path tls_cipher_suites tls_enabled tls_insecure_skip_verify tls_key_path
    tls_min_version tls_server_name watch_prefix_buffer_size zone_aware_routing
  memberlist.propagation_delay_tracker: beacon_interval beacon_lifetime enabled
    log_beacons_latency_longer_than
  memberlist.zone_aware_routing: enabled instance_availability_zone role
  metastore: address cleanupbatchsize cleanupdelay cleanupjobmaxlevel cleanupjobminlevel
    compaction_job_lease_duration compaction_max_failures compaction_max_job_queue_size data_dir
    grpc_client_config@grpc_client index levels* min_ready_duration raft snapshot_compact_on_restore
    snapshot_compression snapshot_rate_limit
  metastore.index: block_read_cache_size block_write_cache_size cleanup_grace_period cleanup_interval
    cleanup_max_partitions dlq_recovery_check_interval shard_cache_size
  metastore.raft: advertise_address apply_timeout auto_join bind_address bootstrap_expect_peers
    bootstrap_peers dir log_index_check_interval log_store_timeout read_index_max_distance server_id
    snapshot_interval snapshot_threshold snapshots_dir snapshots_import_dir snapshots_retain trailing_logs
    transport_conn_pool_size transport_timeout wal_cache_entries
  overrides_exporter: ring
  overrides_exporter.ring: heartbeat_period heartbeat_timeout instance_addr instance_enable_ipv6
    instance_id instance_interface_names instance_port kvstore@kvstore wait_stability_max_duration
    wait_stability_min_duration
  pyroscopedb: data_path disable_enforcement enforcement_interval max_block_duration
    min_disk_available_percentage min_free_disk_gb row_group_target_size symbols_partition_label
  querier: pool_config@pool query_store_after
  query_backend: address client_timeout grpc_client_config@grpc_client
  query_scheduler: grpc_client_config@grpc_client max_outstanding_requests_per_tenant max_used_instances
    querier_forget_delay ring@ring service_discovery_mode
  runtime_config: file http_client_cluster_validation^2 http_client_disable_keep_alives^2
    http_client_timeout^2 period
  runtime_config.http_client_cluster_validation: label^2
  segment_writer: bucket_health_check_enabled bucket_health_check_timeout flush_concurrency
    grpc_client_config@grpc_client lifecycler@lifecycler metadata_dlq_enabled metadata_update_timeout
    segment_duration upload-hedge_rate_burst upload-hedge_rate_max upload-hedge_upload_after
    upload-retry_max_period upload-retry_max_retries upload-retry_min_period upload-timeout
  self_profiling: block_profile_rate disable_push mutex_profile_fraction tenant_id use_k6_middleware
  server: cluster_validation create_new_traces graceful_shutdown_timeout grpc_collect_max_streams_by_conn
    grpc_listen_address grpc_listen_conn_limit grpc_listen_network grpc_listen_port
    grpc_server_keepalive_time grpc_server_keepalive_timeout grpc_server_max_concurrent_streams
    grpc_server_max_connection_age grpc_server_max_connection_age_grace grpc_server_max_connection_idle
    grpc_server_max_recv_msg_size grpc_server_max_send_msg_size grpc_server_min_time_between_pings
    grpc_server_num_workers grpc_server_ping_without_stream_allowed grpc_server_read_buffer_size
    grpc_server_recv_buffer_pools_enabled grpc_server_stats_tracking_enabled grpc_server_write_buffer_size
    grpc_tls_config@tls http_listen_address http_listen_conn_limit http_listen_network http_listen_port
    http_log_closed_connections_without_response_enabled http_path_prefix http_server_idle_timeout
    http_server_read_header_timeout http_server_read_timeout http_server_write_timeout http_tls_config@tls
    log_format log_level log_request_at_info_level_enabled log_request_exclude_headers_list
    log_request_headers log_source_ips_enabled log_source_ips_full log_source_ips_header
    log_source_ips_regex proxy_protocol_enabled register_instrumentation
    report_grpc_codes_in_instrumentation_label_enabled tls_cipher_suites tls_min_version
    trace_request_exclude_headers_list trace_request_headers
  server.cluster_validation: additional_labels grpc http label
  server.cluster_validation.grpc: enabled soft_validation
  server.cluster_validation.http: enabled excluded_paths excluded_user_agents soft_validation
  storage: azure backend cos filesystem gcs prefix s3 storage_prefix swift
  storage.azure: account_key account_name az_tenant_id client_id client_secret connection_string
    container_name endpoint_suffix max_retries user_assigned_id
  storage.cos: app_id bucket endpoint http@http_client region secret_id secret_key
  storage.filesystem: dir
  storage.gcs: bucket_name http service_account
  storage.gcs.http: expect_continue_timeout idle_conn_timeout insecure_skip_verify max_conns_per_host
    max_idle_conns max_idle_conns_per_host response_header_timeout tls_handshake_timeout
  storage.s3: access_key_id bucket_lookup_type bucket_name endpoint force_path_style http@http_client
    insecure native_aws_auth_enabled region secret_access_key signature_version sse
  storage.s3.sse: kms_encryption_context kms_key_id type
  storage.swift: auth_url auth_version connect_timeout container_name domain_id domain_name max_retries
    password project_domain_id project_domain_name project_id project_name region_name request_timeout
    user_domain_id user_domain_name user_id username
  store_gateway: bucket_store sharding_ring
  store_gateway.bucket_store: ignore_blocks_within ignore_deletion_mark_delay meta_sync_concurrency
    sync_dir sync_interval tenant_sync_concurrency
  store_gateway.sharding_ring: heartbeat_period heartbeat_timeout instance_addr instance_availability_zone
    instance_enable_ipv6 instance_id instance_interface_names instance_port kvstore@kvstore
    replication_factor tokens_file_path unregister_on_shutdown wait_stability_max_duration
    wait_stability_min_duration zone_awareness_enabled
  symbolizer: debuginfod_url max_debuginfod_concurrency
  tenant_settings: recording_rules
  tenant_settings.recording_rules: enabled
  tracing: enabled profiling_enabled
  @consul: acl_token cas_retry_delay consistent_reads host http_client_timeout watch_burst_size
    watch_rate_limit
  @etcd: dial_timeout endpoints max_retries password tls_ca_path tls_cert_path tls_cipher_suites
    tls_enabled tls_insecure_skip_verify tls_key_path tls_min_version tls_server_name username
  @multi: mirror_enabled mirror_timeout primary secondary
  @kvstore: consul@consul etcd@etcd multi@multi prefix store
  @ring: heartbeat_period heartbeat_timeout instance_addr instance_enable_ipv6 instance_id
    instance_interface_names instance_port kvstore@kvstore
  @pool: client_cleanup_period health_check_ingesters remote_timeout
  @lifecycler_ring: excluded_zones heartbeat_timeout kvstore@kvstore replication_factor
    zone_awareness_enabled
  @lifecycler: address availability_zone enable_inet6 final_sleep heartbeat_period heartbeat_timeout id
    interface_names join_after min_ready_duration num_tokens observe_period port
    readiness_check_ring_health ring@lifecycler_ring tokens_file_path unregister_on_shutdown
  @grpc_client: backoff_config backoff_on_ratelimits cluster_validation connect_backoff_base_delay
    connect_backoff_max_delay connect_timeout grpc_compression initial_connection_window_size
    initial_stream_window_size max_recv_msg_size max_send_msg_size rate_limit rate_limit_burst tls_ca_path
    tls_cert_path tls_cipher_suites tls_enabled tls_insecure_skip_verify tls_key_path tls_min_version
    tls_server_name
  @grpc_client.backoff_config: max_period max_retries min_period
  @grpc_client.cluster_validation: label
  @tls: cert cert_file client_auth_type client_ca client_ca_file key key_file
  @http_client: expect_continue_timeout idle_conn_timeout insecure_skip_verify max_connections_per_host
    max_idle_connections max_idle_connections_per_host response_header_timeout tls_handshake_timeout
`;
