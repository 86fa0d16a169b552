"""Object identifiers of the standard MIBs that are read here, under their MIB names."""

from __future__ import annotations

from checks.snmp.values import Oid

# SNMPv2-MIB (RFC 3418)
SYS_DESCR: Oid = (1, 3, 6, 1, 2, 1, 1, 1, 0)
SYS_OBJECT_ID: Oid = (1, 3, 6, 1, 2, 1, 1, 2, 0)
SYS_UP_TIME: Oid = (1, 3, 6, 1, 2, 1, 1, 3, 0)
SYS_NAME: Oid = (1, 3, 6, 1, 2, 1, 1, 5, 0)
SYS_LOCATION: Oid = (1, 3, 6, 1, 2, 1, 1, 6, 0)

# SNMP-FRAMEWORK-MIB (RFC 3411)
SNMP_ENGINE_TIME: Oid = (1, 3, 6, 1, 6, 3, 10, 2, 1, 3, 0)

# HOST-RESOURCES-MIB (RFC 2790)
HR_SYSTEM_UPTIME: Oid = (1, 3, 6, 1, 2, 1, 25, 1, 1, 0)
HR_MEMORY_SIZE: Oid = (1, 3, 6, 1, 2, 1, 25, 2, 2, 0)
HR_STORAGE_TYPES: Oid = (1, 3, 6, 1, 2, 1, 25, 2, 1)
HR_STORAGE_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 25, 2, 3, 1)
HR_STORAGE_TYPE: Oid = (*HR_STORAGE_ENTRY, 2)
HR_STORAGE_DESCR: Oid = (*HR_STORAGE_ENTRY, 3)
HR_STORAGE_ALLOCATION_UNITS: Oid = (*HR_STORAGE_ENTRY, 4)
HR_STORAGE_SIZE: Oid = (*HR_STORAGE_ENTRY, 5)
HR_STORAGE_USED: Oid = (*HR_STORAGE_ENTRY, 6)
HR_STORAGE_COLUMNS = frozenset(
    (HR_STORAGE_TYPE, HR_STORAGE_DESCR, HR_STORAGE_ALLOCATION_UNITS, HR_STORAGE_SIZE, HR_STORAGE_USED)
)
HR_DEVICE_DESCR: Oid = (1, 3, 6, 1, 2, 1, 25, 3, 2, 1, 3)
HR_PROCESSOR_LOAD: Oid = (1, 3, 6, 1, 2, 1, 25, 3, 3, 1, 2)
HR_FS_TYPES: Oid = (1, 3, 6, 1, 2, 1, 25, 3, 9)
HR_FS_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 25, 3, 8, 1)
HR_FS_TYPE: Oid = (*HR_FS_ENTRY, 4)
HR_FS_ACCESS: Oid = (*HR_FS_ENTRY, 5)
HR_FS_STORAGE_INDEX: Oid = (*HR_FS_ENTRY, 7)
HR_FS_COLUMNS = frozenset((HR_FS_TYPE, HR_FS_ACCESS, HR_FS_STORAGE_INDEX))

# UCD-SNMP-MIB (net-snmp); memory sizes in KiB
UCD: Oid = (1, 3, 6, 1, 4, 1, 2021)
MEM_TOTAL_SWAP: Oid = (*UCD, 4, 3, 0)
MEM_AVAIL_SWAP: Oid = (*UCD, 4, 4, 0)
MEM_TOTAL_REAL: Oid = (*UCD, 4, 5, 0)
MEM_AVAIL_REAL: Oid = (*UCD, 4, 6, 0)
MEM_SHARED: Oid = (*UCD, 4, 13, 0)
MEM_BUFFER: Oid = (*UCD, 4, 14, 0)
MEM_CACHED: Oid = (*UCD, 4, 15, 0)
MEM_SYS_AVAIL: Oid = (*UCD, 4, 27, 0)
MEM_SCALARS = frozenset(
    (
        MEM_TOTAL_SWAP,
        MEM_AVAIL_SWAP,
        MEM_TOTAL_REAL,
        MEM_AVAIL_REAL,
        MEM_SHARED,
        MEM_BUFFER,
        MEM_CACHED,
        MEM_SYS_AVAIL,
    )
)
DSK_ENTRY: Oid = (*UCD, 9, 1)
DSK_PATH: Oid = (*DSK_ENTRY, 2)
DSK_DEVICE: Oid = (*DSK_ENTRY, 3)
DSK_TOTAL: Oid = (*DSK_ENTRY, 6)
DSK_AVAIL: Oid = (*DSK_ENTRY, 7)
DSK_TOTAL_LOW: Oid = (*DSK_ENTRY, 11)
DSK_TOTAL_HIGH: Oid = (*DSK_ENTRY, 12)
DSK_AVAIL_LOW: Oid = (*DSK_ENTRY, 13)
DSK_AVAIL_HIGH: Oid = (*DSK_ENTRY, 14)
DSK_COLUMNS = frozenset(
    (DSK_PATH, DSK_DEVICE, DSK_TOTAL, DSK_AVAIL, DSK_TOTAL_LOW, DSK_TOTAL_HIGH, DSK_AVAIL_LOW, DSK_AVAIL_HIGH)
)
LA_LOAD: Oid = (*UCD, 10, 1, 3)
SS_CPU_IDLE: Oid = (*UCD, 11, 11, 0)
SS_CPU_RAW_IDLE: Oid = (*UCD, 11, 53, 0)
SS_CPU_RAW_BUSY: tuple[Oid, ...] = tuple((*UCD, 11, arc, 0) for arc in (50, 51, 52, 54, 56, 61, 64))
"""ssCpuRaw User, Nice, System, Wait, Interrupt, SoftIRQ and Steal; Kernel and Guest are parts of others."""

# IF-MIB (RFC 2863)
IF_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 2, 2, 1)
IF_DESCR: Oid = (*IF_ENTRY, 2)
IF_TYPE: Oid = (*IF_ENTRY, 3)
IF_SPEED: Oid = (*IF_ENTRY, 5)
IF_ADMIN_STATUS: Oid = (*IF_ENTRY, 7)
IF_OPER_STATUS: Oid = (*IF_ENTRY, 8)
IF_IN_OCTETS: Oid = (*IF_ENTRY, 10)
IF_IN_DISCARDS: Oid = (*IF_ENTRY, 13)
IF_IN_ERRORS: Oid = (*IF_ENTRY, 14)
IF_OUT_OCTETS: Oid = (*IF_ENTRY, 16)
IF_OUT_DISCARDS: Oid = (*IF_ENTRY, 19)
IF_OUT_ERRORS: Oid = (*IF_ENTRY, 20)
IF_X_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 31, 1, 1, 1)
IF_NAME: Oid = (*IF_X_ENTRY, 1)
IF_HC_IN_OCTETS: Oid = (*IF_X_ENTRY, 6)
IF_HC_OUT_OCTETS: Oid = (*IF_X_ENTRY, 10)
IF_HIGH_SPEED: Oid = (*IF_X_ENTRY, 15)
IF_ALIAS: Oid = (*IF_X_ENTRY, 18)
IF_COUNTER_DISCONTINUITY_TIME: Oid = (*IF_X_ENTRY, 19)

# ENTITY-MIB (RFC 6933)
ENT_PHYSICAL_DESCR: Oid = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1, 2)
ENT_PHYSICAL_NAME: Oid = (1, 3, 6, 1, 2, 1, 47, 1, 1, 1, 1, 7)

# HOST-RESOURCES-MIB: devices, printers, running software
HR_DEVICE_TYPE: Oid = (1, 3, 6, 1, 2, 1, 25, 3, 2, 1, 2)
HR_DEVICE_PRINTER: Oid = (1, 3, 6, 1, 2, 1, 25, 3, 1, 5)
HR_DEVICE_STATUS: Oid = (1, 3, 6, 1, 2, 1, 25, 3, 2, 1, 5)
HR_PRINTER_STATUS: Oid = (1, 3, 6, 1, 2, 1, 25, 3, 5, 1, 1)
HR_PRINTER_DETECTED_ERROR_STATE: Oid = (1, 3, 6, 1, 2, 1, 25, 3, 5, 1, 2)
HR_SW_RUN_ENTRY: Oid = (1, 3, 6, 1, 2, 1, 25, 4, 2, 1)
HR_SW_RUN_NAME: Oid = (*HR_SW_RUN_ENTRY, 2)
HR_SW_RUN_PATH: Oid = (*HR_SW_RUN_ENTRY, 4)
HR_SW_RUN_PARAMETERS: Oid = (*HR_SW_RUN_ENTRY, 5)
HR_SW_RUN_STATUS: Oid = (*HR_SW_RUN_ENTRY, 7)
HR_SW_RUN_PERF_MEM: Oid = (1, 3, 6, 1, 2, 1, 25, 5, 1, 1, 2)

# Printer-MIB (RFC 3805)
PRT: Oid = (1, 3, 6, 1, 2, 1, 43)
PRT_INPUT_MAX_CAPACITY: Oid = (*PRT, 8, 2, 1, 9)
PRT_INPUT_CURRENT_LEVEL: Oid = (*PRT, 8, 2, 1, 10)
PRT_INPUT_NAME: Oid = (*PRT, 8, 2, 1, 13)
PRT_INPUT_DESCRIPTION: Oid = (*PRT, 8, 2, 1, 18)
PRT_MARKER_LIFE_COUNT: Oid = (*PRT, 10, 2, 1, 4)
PRT_MARKER_POWER_ON_COUNT: Oid = (*PRT, 10, 2, 1, 5)
PRT_MARKER_SUPPLIES_CLASS: Oid = (*PRT, 11, 1, 1, 4)
PRT_MARKER_SUPPLIES_TYPE: Oid = (*PRT, 11, 1, 1, 5)
PRT_MARKER_SUPPLIES_DESCRIPTION: Oid = (*PRT, 11, 1, 1, 6)
PRT_MARKER_SUPPLIES_SUPPLY_UNIT: Oid = (*PRT, 11, 1, 1, 7)
PRT_MARKER_SUPPLIES_MAX_CAPACITY: Oid = (*PRT, 11, 1, 1, 8)
PRT_MARKER_SUPPLIES_LEVEL: Oid = (*PRT, 11, 1, 1, 9)
PRT_ALERT_SEVERITY_LEVEL: Oid = (*PRT, 18, 1, 1, 2)
PRT_ALERT_DESCRIPTION: Oid = (*PRT, 18, 1, 1, 8)

# Windows: the LAN Manager MIB, LanMgr-Mib-II
SV_SVC_ENTRY: Oid = (1, 3, 6, 1, 4, 1, 77, 1, 2, 3, 1)
SV_SVC_NAME: Oid = (*SV_SVC_ENTRY, 1)
SV_SVC_OPERATING_STATE: Oid = (*SV_SVC_ENTRY, 3)
