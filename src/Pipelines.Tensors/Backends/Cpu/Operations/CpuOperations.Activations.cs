namespace Pipelines.Tensors;

internal sealed unsafe partial class CpuOperations<T>
{
    public void Activate(Activation activation, Tensor source, Tensor result) =>
        Dispatch(activation, new ActivateCall(_workers, Floats(source), Floats(result), result.Shape.ElementCount));

    public void ActivateBackward(Activation activation, Tensor resultGradient, Tensor source, Tensor sourceGradient, bool accumulate) =>
        Dispatch(
            activation,
            new ActivateBackwardCall(
                _workers, Floats(resultGradient), Floats(source), Floats(sourceGradient), accumulate, sourceGradient.Shape.ElementCount));

    public void Gate(Activation activation, Tensor gateUp, Tensor result) =>
        Dispatch(activation, new GateCall(_workers, Floats(gateUp), Floats(result), result.Shape.RowCount, result.Shape[-1]));

    public void GateBackward(Activation activation, Tensor resultGradient, Tensor gateUp, Tensor gateUpGradient) =>
        Dispatch(
            activation,
            new GateBackwardCall(
                _workers, Floats(resultGradient), Floats(gateUp), Floats(gateUpGradient),
                resultGradient.Shape.RowCount, resultGradient.Shape[-1]));

    /// <summary>Runs a call with the activation's type, so that the kernel is compiled with its formula inside.</summary>
    private static void Dispatch<TCall>(Activation activation, in TCall call) where TCall : struct, IActivationCall
    {
        switch (activation)
        {
            case Activation.None:
                call.Run<Identity<T>>();
                break;
            case Activation.Gelu:
                call.Run<Gelu<T>>();
                break;
            case Activation.GeluTanh:
                call.Run<GeluTanh<T>>();
                break;
            case Activation.Silu:
                call.Run<Silu<T>>();
                break;
            case Activation.Relu:
                call.Run<Relu<T>>();
                break;
            case Activation.Tanh:
                call.Run<HyperbolicTangent<T>>();
                break;
            case Activation.GeluSigmoid:
                call.Run<GeluSigmoid<T>>();
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(activation), activation, "Not an activation.");
        }
    }

    private interface IActivationCall
    {
        void Run<TActivation>() where TActivation : unmanaged, IActivation<T>;
    }

    private readonly struct ActivateCall(WorkerPool workers, float* source, float* result, long length) : IActivationCall
    {
        public void Run<TActivation>() where TActivation : unmanaged, IActivation<T> =>
            workers.Run(Chunk.Count(length), new UnaryWork<T, ActivateFunction<T, TActivation>>(default, source, result, length));
    }

    private readonly struct ActivateBackwardCall(
        WorkerPool workers, float* resultGradient, float* source, float* sourceGradient, bool accumulate, long length) : IActivationCall
    {
        public void Run<TActivation>() where TActivation : unmanaged, IActivation<T>
        {
            if (accumulate)
            {
                workers.Run(
                    Chunk.Count(length),
                    new TernaryWork<T, ActivateBackwardAddFunction<T, TActivation>>(
                        default, resultGradient, source, sourceGradient, sourceGradient, length));
            }
            else
            {
                workers.Run(
                    Chunk.Count(length),
                    new BinaryWork<T, ActivateBackwardFunction<T, TActivation>>(default, resultGradient, source, sourceGradient, length));
            }
        }
    }

    private readonly struct GateCall(WorkerPool workers, float* gateUp, float* result, int rows, int width) : IActivationCall
    {
        public void Run<TActivation>() where TActivation : unmanaged, IActivation<T>
        {
            var rowsPerItem = Chunk.Rows(width);
            workers.Run(DivideUp(rows, rowsPerItem), new GateWork<T, TActivation>(gateUp, result, rows, width, rowsPerItem));
        }
    }

    private readonly struct GateBackwardCall(
        WorkerPool workers, float* resultGradient, float* gateUp, float* gateUpGradient, int rows, int width)
        : IActivationCall
    {
        public void Run<TActivation>() where TActivation : unmanaged, IActivation<T>
        {
            var rowsPerItem = Chunk.Rows(width);
            workers.Run(
                DivideUp(rows, rowsPerItem),
                new GateBackwardWork<T, TActivation>(resultGradient, gateUp, gateUpGradient, rows, width, rowsPerItem));
        }
    }
}
