import Datasets
import Foundation
import Kernels
import Messaging
import Options
import Pictures

/// What `muster doctor` found out about one thing.
struct MachineCheck: Encodable {
  let check: String
  let passed: Bool
  /// Whether every run needs it.
  let isNeeded: Bool
  let seen: String
  /// What to do about it; nil where nothing is to be done.
  let fix: String?

  /// All checks, in the order in which they are printed.
  static func all() async -> [MachineCheck] {
    [
      backends(), cores(), await sockets(.ipc), await sockets(.tcp), descriptors(), folder(),
      pictures(),
    ]
      + DatasetCatalog.all.map(data)
  }

  // MARK: - Checks

  private static func backends() -> MachineCheck {
    let names = Backends.available.map(\.rawValue)
    let isFast = Backends.available.contains(.oneDNN)
    return MachineCheck(
      check: "backends", passed: isFast, isNeeded: false, seen: names.joined(separator: ", "),
      fix: isFast ? nil : "install libdnnl-dev 2 and build again for several times the speed")
  }

  private static func cores() -> MachineCheck {
    let count = ProcessInfo.processInfo.activeProcessorCount
    return MachineCheck(
      check: "cores", passed: true, isNeeded: true, seen: "\(count) for client processes", fix: nil)
  }

  private enum Transport: String { case ipc, tcp }

  private static func sockets(_ transport: Transport) async -> MachineCheck {
    do {
      let folder = try SocketFolder()
      let context = try Context()
      let endpoint = try Endpoint(.router, context: context)
      let address = try await endpoint.bind(
        to: transport == .ipc ? folder.address("doctor") : Address("tcp://127.0.0.1:*"))
      await endpoint.close()
      await context.terminate()
      return MachineCheck(
        check: "\(transport.rawValue) sockets", passed: true, isNeeded: transport == .ipc,
        seen: "bound \(address)", fix: nil)
    } catch {
      return MachineCheck(
        check: "\(transport.rawValue) sockets", passed: false, isNeeded: transport == .ipc,
        seen: "\(error)", fix: nil)
    }
  }

  private static func descriptors() -> MachineCheck {
    var limit = rlimit()
    unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    let soft = limit.rlim_cur
    return MachineCheck(
      check: "open files", passed: soft >= 1024, isNeeded: false, seen: "\(soft) allowed",
      fix: soft >= 1024 ? nil : "raise it with 'ulimit -n 4096' for many client processes")
  }

  private static func folder() -> MachineCheck {
    let path = FileManager.default.currentDirectoryPath
    let values = try? FileManager.default.attributesOfFileSystem(forPath: path)
    let free = (values?[.systemFreeSize] as? NSNumber)?.int64Value ?? 0
    let isWritable = FileManager.default.isWritableFile(atPath: path)
    return MachineCheck(
      check: "runs folder", passed: isWritable && free > 100_000_000, isNeeded: true,
      seen: "\(path)\(isWritable ? "" : " is not writable"), \(free / 1_000_000) MB free",
      fix: isWritable ? nil : "choose another folder with --output")
  }

  private static func pictures() -> MachineCheck {
    let failure: PictureError?
    do throws(PictureError) {
      _ = try Picture(width: 1, height: 1, color: .black).png()
      failure = nil
    } catch {
      failure = error
    }
    return MachineCheck(
      check: "pictures", passed: failure == nil, isNeeded: false,
      seen: failure?.description ?? "written by libpng \(Picture.encoderVersion)",
      fix: failure.map { _ in "install libpng-dev 1.6 and build again" })
  }

  private static func data(_ type: any Dataset.Type) -> MachineCheck {
    guard type.archive != nil else {
      return MachineCheck(
        check: "data set \(type.name)", passed: true, isNeeded: false, seen: "made on the fly",
        fix: nil)
    }
    let folder = DatasetFolder.resolve(type)
    let isHere = FileManager.default.fileExists(atPath: folder)
    return MachineCheck(
      check: "data set \(type.name)", passed: isHere, isNeeded: false,
      seen: isHere ? folder : "not in \(folder)",
      fix: isHere ? nil : "'muster data fetch \(type.name)' gets it")
  }
}
