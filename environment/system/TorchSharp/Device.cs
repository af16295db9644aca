namespace TorchSharp;

public static partial class torch
{
    /// <summary>Where a tensor lives: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    public class Device
    {
        public DeviceType type { get; }
        public int index { get; }

        public Device(DeviceType deviceType, int index = -1) => (type, this.index) = (deviceType, index);

        public Device(string description)
        {
            var parts = description.Split(':');
            type = parts[0].ToLowerInvariant() switch
            {
                "cpu" => DeviceType.CPU,
                "cuda" => DeviceType.CUDA,
                "mps" => DeviceType.MPS,
                "meta" => DeviceType.META,
                _ => throw new ArgumentException($"'{description}' is no device: use cpu, cuda or cuda:0", nameof(description)),
            };
            index = parts.Length > 1 ? int.Parse(parts[1]) : -1;
        }

        public static implicit operator Device(string description) => new(description);

        public override string ToString() => index < 0 ? type.ToString().ToLowerInvariant() : $"{type.ToString().ToLowerInvariant()}:{index}";
        public override bool Equals(object? obj) => obj is Device other && other.type == type && other.index == index;
        public override int GetHashCode() => HashCode.Combine(type, index);
    }

    public static readonly Device CPU = new(DeviceType.CPU);
    public static Device CUDA { get; } = new(DeviceType.CUDA);

    public static Device device(string description) => new(description);
    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);

    public static bool cuda_is_available() => NativeMethods.lgm_cuda_devices() > 0;

    public static partial class cuda
    {
        public static bool is_available() => cuda_is_available();
        public static int device_count() => NativeMethods.lgm_cuda_devices();
        public static void synchronize(Device? device = null) => NativeMethods.Check(NativeMethods.lgm_cuda_synchronize(Math.Max(device?.index ?? 0, 0)));
    }
}
